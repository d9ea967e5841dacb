import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";

/** A proxy that a browser sends everything through: it passes on what stays on this machine, and notes every host. */
export interface WatchingProxy {
  /** As `host:port`. */
  readonly address: string;
  /** Every `host:port` that was asked for. */
  readonly hosts: ReadonlySet<string>;
  stop(): Promise<void>;
}

const isHere = (hostname: string): boolean => hostname === "127.0.0.1" || hostname === "localhost";

export async function startWatchingProxy(): Promise<WatchingProxy> {
  const hosts = new Set<string>();
  const server = createServer((incoming, outgoing) => pass(incoming, outgoing, hosts));
  server.on("connect", (incoming, socket, head) => {
    const { host, hostname, port } = new URL(`http://${incoming.url}`);
    hosts.add(host);
    if (!isHere(hostname)) return void socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    const upstream = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  });
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    hosts,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, hosts: Set<string>): void {
  const target = URL.canParse(incoming.url ?? "") ? new URL(incoming.url ?? "") : null;
  if (target !== null) hosts.add(target.host);
  if (target === null || !isHere(target.hostname)) return void outgoing.writeHead(502).end();
  const upstream = request(target, { method: incoming.method, headers: incoming.headers }, (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.rawHeaders);
    response.pipe(outgoing);
  });
  upstream.on("error", () => outgoing.destroy());
  outgoing.on("close", () => upstream.destroy());
  incoming.pipe(upstream);
}
