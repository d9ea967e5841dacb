import { afterEach, expect, test, vi } from "vitest";
import { withMailboxLock } from "../../shared/vault/index.ts";

afterEach(() => vi.unstubAllGlobals());

/** Work that writes down when it runs and ends when told. */
function job(name: string, log: string[]) {
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const work = async () => {
    log.push(`${name} in`);
    await over;
    log.push(`${name} out`);
  };
  return { work, end };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

// Node 20 has no Web Locks; there a queue of our own does the same within the process.
test.each(["with Web Locks", "without Web Locks"])(
  "%s one writer runs at a time, in order of asking",
  async (world) => {
    if (world === "without Web Locks") vi.stubGlobal("navigator", undefined);
    expect(globalThis.navigator?.locks === undefined).toBe(world === "without Web Locks");
    const log: string[] = [];
    const [a, b, c] = [job("a", log), job("b", log), job("c", log)];
    const giveUp = new AbortController();
    const first = withMailboxLock(world, a.work);
    const impatient = withMailboxLock(world, b.work, giveUp.signal);
    const last = withMailboxLock(world, c.work);
    const elsewhere = withMailboxLock(`${world}, another mailbox`, () => Promise.resolve("free"));
    expect(await elsewhere).toBe("free");
    giveUp.abort(new Error("tired of waiting"));
    await expect(impatient).rejects.toThrow("tired of waiting");
    await settled();
    expect(log).toEqual(["a in"]);
    a.end();
    await first;
    await settled();
    expect(log).toEqual(["a in", "a out", "c in"]);
    c.end();
    await last;
    await expect(withMailboxLock(world, b.work, AbortSignal.abort(new Error("never wanted it")))).rejects.toThrow(
      "never",
    );
    expect(log).toEqual(["a in", "a out", "c in", "c out"]);
  },
);

test("a failure inside ends the turn", async () => {
  vi.stubGlobal("navigator", undefined);
  const failing = withMailboxLock("m", () => Promise.reject(new Error("inside")));
  const next = withMailboxLock("m", () => Promise.resolve("next"));
  await expect(failing).rejects.toThrow("inside");
  expect(await next).toBe("next");
});
