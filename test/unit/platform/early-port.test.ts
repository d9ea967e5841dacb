import { afterEach, describe, expect, it } from "vitest";
import { openEarlyPort } from "../../../extension/platform/index.ts";

type Listener<T> = (value: T) => void;

/** One end of a runtime port, as the browser gives it, and what the test does with the other. */
class BrowserPort {
  readonly sent: unknown[] = [];
  readonly #messages: Listener<unknown>[] = [];
  readonly #ends: Listener<void>[] = [];
  closed = false;
  readonly onMessage = { addListener: (listener: Listener<unknown>) => this.#messages.push(listener) };
  readonly onDisconnect = { addListener: (listener: Listener<void>) => this.#ends.push(listener) };
  postMessage(message: unknown): void {
    if (this.closed) throw new Error("Attempting to use a disconnected port object");
    this.sent.push(message);
  }
  disconnect(): void {
    this.closed = true;
  }
  say(message: unknown): void {
    for (const listener of this.#messages) listener(message);
  }
  /** The other side is gone; `why` is what the browser says of it. */
  end(why?: string): void {
    this.closed = true;
    browser.runtime.lastError = why === undefined ? undefined : { message: why };
    for (const listener of this.#ends) listener();
    browser.runtime.lastError = undefined;
  }
}

const nobody = "Could not establish connection. Receiving end does not exist.";
const browser = {
  ports: [] as BrowserPort[],
  starts: 0,
  mayStart: true,
  runtime: {
    id: "us",
    lastError: undefined as { message: string } | undefined,
    connect: () => {
      const port = new BrowserPort();
      browser.ports.push(port);
      return port;
    },
    sendMessage: async () => {
      browser.starts += 1;
      return { kind: browser.mayStart ? "done" : "failed" };
    },
  },
};

function open() {
  Object.assign(browser, { ports: [], starts: 0, mayStart: true });
  Object.assign(globalThis, { chrome: browser });
  const port = openEarlyPort("panel");
  const heard: unknown[] = [];
  let ends = 0;
  port.onMessage.addListener((message) => heard.push(message));
  port.onDisconnect.addListener(() => ends++);
  const nth = (at: number): BrowserPort => browser.ports[at] ?? expect.fail(`port ${at} was not opened`);
  return { port, heard, nth, ends: () => ends };
}
afterEach(() => Reflect.deleteProperty(globalThis, "chrome"));

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("a port that is there at once", () => {
  it("reaches a host that runs, without asking for it", async () => {
    const { port, heard, nth, ends } = open();
    port.postMessage("one");
    nth(0).say("answer");
    await settled();
    expect([nth(0).sent, heard, browser.starts, browser.ports.length, ends()]).toEqual([["one"], ["answer"], 0, 1, 0]);
  });

  it("has a host started that is not there, and tells it everything in order", async () => {
    const { port, heard, nth, ends } = open();
    port.postMessage("one");
    nth(0).end(nobody);
    port.postMessage("two");
    await settled();
    port.postMessage("three");
    nth(1).say("answer");
    expect([nth(1).sent, heard, browser.starts, ends()]).toEqual([["one", "two", "three"], ["answer"], 1, 0]);
  });

  it("ends when a host that was there goes: what it was told may have happened", async () => {
    const { port, nth, ends } = open();
    port.postMessage("one");
    nth(0).end();
    await settled();
    expect([browser.starts, browser.ports.length, ends()]).toEqual([0, 1, 1]);
  });

  it("ends when a host that has answered is said not to be there", async () => {
    const { nth, ends } = open();
    nth(0).say("answer");
    nth(0).end(nobody);
    await settled();
    expect([browser.starts, ends()]).toEqual([0, 1]);
  });

  it("ends when the host does not start, or goes again", async () => {
    const { nth, ends } = open();
    browser.mayStart = false;
    nth(0).end(nobody);
    await settled();
    expect(ends()).toBe(1);
    const second = open();
    second.nth(0).end(nobody);
    await settled();
    second.nth(1).end(nobody);
    await settled();
    expect([browser.starts, browser.ports.length, second.ends()]).toEqual([1, 2, 1]);
  });

  it("opens nothing more after it was closed", async () => {
    const { port, nth, ends } = open();
    nth(0).end(nobody);
    port.disconnect();
    await settled();
    expect([browser.ports.length, ends()]).toEqual([1, 0]);
  });
});
