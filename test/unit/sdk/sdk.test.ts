import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from "vitest";
import {
  announceEvent,
  type GrantableMethod,
  type PortalDelivery,
  type PortalResult,
  portalErrors,
  portalFailure,
  requestEvent,
  type PortalErrorCode as WireErrorCode,
} from "../../../shared/protocol/index.ts";
import { type Line, portLine, type Server, serve } from "../../../shared/rpc/index.ts";
import {
  connect,
  type Delivery,
  type Federpost,
  type LetterStatus,
  type Permission,
  PortalError,
  type PortalErrorCode,
  type SentLetter,
} from "../../../shared/sdk/index.ts";
import { until } from "../../fake/surroundings.ts";

interface Call {
  readonly method: string;
  readonly params: Record<string, unknown>;
}

/** The extension as a page meets it: it answers on the private target, and what it answers is the test's. */
class Extension {
  readonly calls: Call[] = [];
  readonly lines: Line[] = [];
  readonly servers: Server[] = [];
  present = true;
  answer: (call: Call) => unknown = () => ({});

  listen = (event: Event): void => {
    if (!this.present) return;
    const { port1, port2 } = new MessageChannel();
    const line = portLine(port2 as never);
    this.lines.push(line);
    this.servers.push(
      serve<Call>(line, {
        parse: (method, params) => ({ kind: "call", call: { method, params: params as Call["params"] } }),
        handle: async (call) => {
          this.calls.push(call);
          if (call.method === "hello")
            return { version: 1, methods: ["letter.send"], limits: { attachments: 1000 }, formats: [] };
          return this.answer(call);
        },
        toFailure: (error) => error as never,
      }),
    );
    const { target } = (event as CustomEvent<{ target: EventTarget }>).detail;
    const detail = Object.freeze({ version: 1, port: port1 });
    target.dispatchEvent(new CustomEvent(announceEvent, { detail }));
  };

  appear(): void {
    this.present = true;
    window.dispatchEvent(new CustomEvent(announceEvent, { detail: Object.freeze({ version: 1, port: null }) }));
  }
}

let extension: Extension;
beforeEach(() => {
  Object.assign(globalThis, { window: new EventTarget() });
  extension = new Extension();
  window.addEventListener(requestEvent, extension.listen);
});
afterEach(() => {
  for (const line of extension.lines) line.close();
  Reflect.deleteProperty(globalThis, "window");
});

async function connected(): Promise<Federpost> {
  const result = await connect({ timeoutMs: 20_000 });
  if (result.kind !== "connected") throw new Error("not connected");
  return result.federpost;
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "answered",
    (error: unknown) => (error instanceof PortalError ? `${error.code} ${error.number}` : error),
  );

const mailbox = { handle: "h", name: "Amt", domain: "amt.example" };
const letter = { to: mailbox, subject: "s", text: "t" };

describe("connecting", () => {
  it("finds the extension and learns what it can do", async () => {
    const federpost = await connected();
    // This one says nothing of it in its greeting, as one that is older than the demand.
    expect(federpost.recipientLevels).toEqual([]);
    expect(federpost.methods).toEqual(["letter.send"]);
    expect(extension.calls).toEqual([{ method: "hello", params: { versions: { min: 1, max: 1 } } }]);
  });

  it("is not_available without an extension, when its time is up, and outside of a page", async () => {
    extension.present = false;
    expect(await connect({ timeoutMs: 20 })).toEqual({ kind: "not_available" });
    Reflect.deleteProperty(globalThis, "window");
    expect(await connect({ timeoutMs: 20 })).toEqual({ kind: "not_available" });
    Object.assign(globalThis, { window: new EventTarget() });
  });

  it("finds an extension that appears while the page waits", async () => {
    extension.present = false;
    const connecting = connect({ timeoutMs: 5000 });
    setTimeout(() => extension.appear(), 10);
    expect((await connecting).kind).toBe("connected");
  });

  it("is not_available where the extension knows no common version, or another page's object answers", async () => {
    window.removeEventListener(requestEvent, extension.listen);
    window.addEventListener(requestEvent, (event) => {
      const { target } = (event as CustomEvent<{ target: EventTarget }>).detail;
      for (const detail of [null, 1, {}, { version: 2, port: new MessageChannel().port1 }, { version: 1, port: {} }]) {
        target.dispatchEvent(new CustomEvent(announceEvent, { detail }));
      }
    });
    expect(await connect({ timeoutMs: 20 })).toEqual({ kind: "not_available" });
  });

  it("rejects with the reason of its signal", async () => {
    extension.present = false;
    const reason = new Error("left");
    await expect(connect({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(connect({ signal: AbortSignal.timeout(5) })).rejects.toThrow();
  });
});

describe("calling", () => {
  it("a letter goes out with the handle of its mailbox and a key of its own", async () => {
    extension.answer = () => ({ letterId: "l", thread: "t" });
    const federpost = await connected();
    expect(await federpost.send(letter)).toEqual({ letterId: "l", thread: "t" });
    await federpost.send(letter);
    const [first, second] = extension.calls.slice(1).map(({ params }) => params);
    expect(first).toMatchObject({ to: "h", subject: "s", text: "t", attachments: [] });
    expect(first?.idempotencyKey).not.toBe(second?.idempotencyKey);
  });

  it("signing passes on everything that the page asked for, with the usual format and a key", async () => {
    const federpost = await connected();
    extension.answer = () => ({ signature: {} });
    const file = new File(["x"], "x.txt");
    await federpost.sign({
      documents: [file],
      reason: "r",
      format: "jades-b",
      otherwise: "jws-detached",
      hash: "sha512",
    });
    await federpost.sign({ documents: [file], reason: "r" });
    const [full, short] = extension.calls.slice(1).map(({ params }) => params);
    expect(full).toMatchObject({ reason: "r", format: "jades-b", otherwise: "jws-detached", hash: "sha512" });
    expect(short).toMatchObject({ format: "jws-detached", idempotencyKey: expect.any(String) });
  });

  it("a refusal is an error with its fixed code and number", async () => {
    extension.answer = () => {
      throw portalFailure("user_rejected");
    };
    const federpost = await connected();
    expect(await codeOf(federpost.requestAccess({ methods: ["letter.send"], purpose: "x" }))).toBe(
      "user_rejected 4001",
    );
  });

  it("a code from the future counts as internal", async () => {
    extension.answer = () => {
      throw { ...portalFailure("internal"), code: "brand_new", number: 1 };
    };
    expect(await codeOf((await connected()).listAccess())).toBe("internal -32603");
  });

  it("a call whose line breaks is made again with the same key, and the page does not notice", async () => {
    const federpost = await connected();
    let broken = false;
    extension.answer = () => {
      if (broken) return { letterId: "l", thread: "t" };
      broken = true;
      extension.servers.at(-1)?.notify("disconnect", null);
      return new Promise(() => {});
    };
    expect(await federpost.send(letter)).toEqual({ letterId: "l", thread: "t" });
    const keys = extension.calls
      .filter(({ method }) => method === "letter.send")
      .map(({ params }) => params.idempotencyKey);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it("a call settles by its deadline and by its signal", async () => {
    extension.answer = () => new Promise(() => {});
    const federpost = await connected();
    expect(await codeOf(federpost.listAccess({ timeoutMs: 10 }))).toBe("expired 4080");
    const reason = new Error("cancelled");
    const controller = new AbortController();
    const call = federpost.send(letter, { signal: controller.signal });
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  });

  it("after disconnect nothing is asked any more", async () => {
    const federpost = await connected();
    federpost.disconnect();
    expect(await codeOf(federpost.listAccess())).toBe("disconnected 4900");
    expect(extension.lines).toHaveLength(1);
  });
});

describe("events", () => {
  it("arrive until the listener stops, and again by themselves after the line broke", async () => {
    const federpost = await connected();
    const heard: unknown[] = [];
    const stop = federpost.on("threadChanged", (event) => heard.push(event));
    federpost.on("disconnect", () => heard.push("disconnect"));
    const tell = (unread: number) => extension.servers.at(-1)?.notify("threadChanged", { thread: "t", unread });
    tell(1);
    await until(() => heard.length === 1);
    extension.servers.at(-1)?.notify("disconnect", null);
    await until(() => extension.lines.length === 2);
    tell(2);
    await until(() => heard.length === 3);
    expect(heard).toEqual([{ thread: "t", unread: 1 }, "disconnect", { thread: "t", unread: 2 }]);
    stop();
    tell(3);
    await federpost.listAccess();
    expect(heard).toHaveLength(3);
  });

  it("a listener ends with its signal", async () => {
    const federpost = await connected();
    const controller = new AbortController();
    const heard: unknown[] = [];
    federpost.on("letterStatus", (event) => heard.push(event), { signal: controller.signal });
    controller.abort();
    extension.servers.at(-1)?.notify("letterStatus", { letterId: "l", state: "provided" });
    await federpost.listAccess();
    expect(heard).toEqual([]);
  });
});

describe("the SDK's own types", () => {
  it("say what the contract says", () => {
    expectTypeOf<PortalErrorCode>().toEqualTypeOf<WireErrorCode>();
    expectTypeOf<Permission>().toEqualTypeOf<GrantableMethod>();
    expectTypeOf<Delivery>().toEqualTypeOf<PortalDelivery>();
    expectTypeOf<PortalResult<"letter.send">>().toExtend<SentLetter>();
    expectTypeOf<PortalResult<"letter.status">>().toExtend<LetterStatus>();
    expect(Object.keys(portalErrors)).toHaveLength(13);
  });
});
