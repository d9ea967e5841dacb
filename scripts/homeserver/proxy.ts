import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** What the proxy does to one request instead of passing it on unharmed. */
export type Fault =
  /** Passes the request on after a while. */
  | { readonly kind: "delay"; readonly ms: number }
  /** Breaks the connection; the homeserver never hears of the request. */
  | { readonly kind: "drop" }
  /** The homeserver does the work, then the connection breaks. `meanwhile` runs between the two: kill the server. */
  | { readonly kind: "drop-response"; readonly meanwhile?: () => Promise<void> }
  /** Answers in the homeserver's place: a 429 with retry_after_ms, a gateway's HTML page. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly body: string;
      readonly headers?: Record<string, string>;
    }
  /** Passes the request on, and passes back what `change` makes of the JSON of a successful answer: a server that lies. */
  | { readonly kind: "rewrite"; readonly change: (json: unknown) => unknown }
  /** Passes on that much of the request's body, then breaks both connections. */
  | { readonly kind: "cut-upload"; readonly afterBytes: number }
  /** Passes back that much of the response's body, then breaks the connection. */
  | { readonly kind: "cut-download"; readonly afterBytes: number };

export interface ProxiedRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** Counts all requests of this proxy, from 1. */
  readonly number: number;
}

export interface ObservedRequest extends ProxiedRequest {
  /** The status that went back, or null while there is none and where the connection was broken. */
  status: number | null;
  uploadedBytes: number;
  downloadedBytes: number;
  fault: Fault["kind"] | null;
}

/** Decides what happens to a request; null lets it pass. It may be asynchronous, which holds the request meanwhile. */
export type FaultHook = (request: ProxiedRequest) => Fault | null | Promise<Fault | null>;

export interface FaultProxy {
  readonly url: string;
  /** Every request seen so far, oldest first; the entries are filled in while they are under way. */
  readonly requests: readonly ObservedRequest[];
  /** Sets the hook for all further requests, in place of the former one; null passes everything on. */
  setFaults(hook: FaultHook | null): void;
  /** Sends further requests to another target, such as a server that came back elsewhere. */
  setTarget(url: string): void;
  stop(): Promise<void>;
}

/** Starts a proxy on a free loopback port in front of the homeserver at `target`. */
export const startProxy = async (options: { readonly target: string }): Promise<FaultProxy> => {
  const state: ProxyState = {
    target: new URL(options.target),
    hook: null,
    requests: [],
    agent: new Agent({ keepAlive: true }),
  };
  const server = createServer((incoming, outgoing) => {
    serve(state, incoming, outgoing).catch((cause: unknown) => {
      outgoing.destroy(cause instanceof Error ? cause : new Error(String(cause)));
    });
  });
  // A long poll or a stopped server must not be cut off by Node's own five minutes.
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests: state.requests,
    setFaults: (hook) => {
      state.hook = hook;
    },
    setTarget: (url) => {
      state.target = new URL(url);
    },
    stop: async () => {
      state.agent.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};

interface ProxyState {
  target: URL;
  hook: FaultHook | null;
  readonly requests: ObservedRequest[];
  readonly agent: Agent;
}

interface Exchange {
  readonly target: URL;
  readonly agent: Agent;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly observed: ObservedRequest;
  readonly fault: Fault | null;
}

const serve = async (state: ProxyState, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
  const seen: ProxiedRequest = {
    method: incoming.method ?? "GET",
    path: incoming.url ?? "/",
    headers: incoming.headers,
    number: state.requests.length + 1,
  };
  const observed: ObservedRequest = { ...seen, status: null, uploadedBytes: 0, downloadedBytes: 0, fault: null };
  state.requests.push(observed);
  const fault = (await state.hook?.(seen)) ?? null;
  observed.fault = fault?.kind ?? null;
  const exchange = { target: state.target, agent: state.agent, incoming, outgoing, observed, fault };
  switch (fault?.kind) {
    case "drop":
      incoming.destroy();
      return;
    case "answer":
      return answer(exchange, fault);
    case "delay":
      await pause(fault.ms);
      return forward(exchange);
    default:
      return forward(exchange);
  }
};

const answer = ({ incoming, outgoing, observed }: Exchange, fault: Fault & { kind: "answer" }): void => {
  incoming.resume();
  const type = fault.body.startsWith("{") ? "application/json" : "text/html";
  // Synapse allows every origin; a browser would otherwise see a network error instead of this status.
  const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
  outgoing.writeHead(fault.status, { "content-type": type, ...cors, ...fault.headers }).end(fault.body);
  observed.status = fault.status;
};

const forward = (exchange: Exchange): void => {
  const { target, agent, incoming, outgoing, observed } = exchange;
  const upstream = request(new URL(observed.path, target), {
    method: observed.method,
    headers: incoming.headers,
    agent,
  });
  upstream.on("response", (response) => {
    passBack(exchange, response).catch(() => outgoing.destroy());
  });
  upstream.on("error", () => outgoing.destroy());
  outgoing.on("close", () => upstream.destroy());
  passOn(exchange, upstream);
};

const passOn = ({ incoming, observed, fault }: Exchange, upstream: ReturnType<typeof request>): void => {
  const limit = fault?.kind === "cut-upload" ? fault.afterBytes : Number.POSITIVE_INFINITY;
  const cut = (): void => {
    upstream.destroy();
    incoming.destroy();
  };
  incoming.on("data", (chunk: Buffer) => {
    const rest = limit - observed.uploadedBytes;
    const part = chunk.length > rest ? chunk.subarray(0, rest) : chunk;
    observed.uploadedBytes += part.length;
    const writable = upstream.write(part, () => {
      if (observed.uploadedBytes >= limit) cut();
    });
    if (writable) return;
    incoming.pause();
    upstream.once("drain", () => incoming.resume());
  });
  incoming.on("end", () => {
    if (limit === Number.POSITIVE_INFINITY) upstream.end();
    else cut();
  });
};

const passBack = async ({ outgoing, observed, fault }: Exchange, response: IncomingMessage): Promise<void> => {
  if (fault?.kind === "drop-response") {
    for await (const chunk of response) observed.downloadedBytes += (chunk as Buffer).length;
    await fault.meanwhile?.();
    outgoing.destroy();
    return;
  }
  if (fault?.kind === "rewrite" && response.statusCode === 200) return rewrite({ outgoing, observed }, response, fault);
  const limit = fault?.kind === "cut-download" ? fault.afterBytes : Number.POSITIVE_INFINITY;
  observed.status = response.statusCode ?? null;
  outgoing.writeHead(response.statusCode ?? 502, response.rawHeaders);
  for await (const chunk of response) {
    const part = (chunk as Buffer).subarray(0, limit - observed.downloadedBytes);
    observed.downloadedBytes += part.length;
    await new Promise<void>((resolve) => {
      outgoing.write(part, () => resolve());
    });
    if (observed.downloadedBytes >= limit) return void outgoing.destroy();
  }
  outgoing.end();
};

const rewrite = async (
  { outgoing, observed }: Pick<Exchange, "outgoing" | "observed">,
  response: IncomingMessage,
  { change }: Fault & { kind: "rewrite" },
): Promise<void> => {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const body = Buffer.from(JSON.stringify(change(JSON.parse(Buffer.concat(chunks).toString("utf8")))));
  const { "transfer-encoding": _, ...headers } = response.headers;
  observed.status = 200;
  observed.downloadedBytes = body.length;
  outgoing.writeHead(200, { ...headers, "content-length": body.length }).end(body);
};
