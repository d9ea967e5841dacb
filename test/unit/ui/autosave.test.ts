import { describe, expect, test } from "vitest";
import { createAutosave, type SaveState } from "../../../extension/ui/state/autosave.ts";

/** A store whose saves end when the test says so, and a clock the test moves. */
function setUp() {
  const saved: string[] = [];
  const states: SaveState[] = [];
  const open: { readonly end: () => void; readonly fail: () => void }[] = [];
  let due: (() => void) | null = null;
  const autosave = createAutosave<string>({
    save: (value) => {
      saved.push(value);
      return new Promise((resolve, reject) => open.push({ end: resolve, fail: () => reject(new Error("no")) }));
    },
    later: (work) => {
      due = work;
      return () => {
        due = null;
      };
    },
    tell: (state) => states.push(state),
  });
  const passTime = () => {
    const work = due;
    due = null;
    work?.();
  };
  const settled = async () => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  return { autosave, saved, states, open, passTime, settled, isDue: () => due !== null };
}

describe("autosave", () => {
  test("stores the newest value after the delay, however often it changed", async () => {
    const { autosave, saved, states, open, passTime, settled } = setUp();
    for (const text of ["S", "Se", "Seh", "Sehr"]) autosave.change(text);
    expect(saved).toEqual([]);
    passTime();
    expect(saved).toEqual(["Sehr"]);
    open[0]!.end();
    await settled();
    expect(states.at(-1)).toBe("saved");
  });

  test("is not put off by typing on", () => {
    const { autosave, saved, passTime } = setUp();
    autosave.change("a");
    autosave.change("ab");
    passTime();
    autosave.change("abc");
    expect(saved).toEqual(["ab"]);
  });

  test("flushes at once and resolves when the value is stored", async () => {
    const { autosave, saved, open, isDue } = setUp();
    autosave.change("halb");
    const flushed = autosave.flush();
    expect(saved).toEqual(["halb"]);
    expect(isDue()).toBe(false);
    open[0]!.end();
    await flushed;
    await autosave.flush();
    expect(saved).toEqual(["halb"]);
  });

  test("stores one after the other: an older value never overtakes a newer one", async () => {
    const { autosave, saved, open, passTime, settled } = setUp();
    autosave.change("eins");
    passTime();
    autosave.change("zwei");
    const flushed = autosave.flush();
    expect(saved).toEqual(["eins"]);
    open[0]!.end();
    await settled();
    expect(saved).toEqual(["eins", "zwei"]);
    open[1]!.end();
    await flushed;
  });

  test("keeps what could not be stored and tries again with the next change", async () => {
    const { autosave, saved, states, open, passTime, settled } = setUp();
    autosave.change("eins");
    passTime();
    open[0]!.fail();
    await settled();
    expect(states.at(-1)).toBe("failed");
    const flushed = autosave.flush();
    expect(saved).toEqual(["eins", "eins"]);
    open[1]!.end();
    await flushed;
    expect(states.at(-1)).toBe("saved");
  });

  test("prefers the newer value when the older one could not be stored", async () => {
    const { autosave, saved, open, passTime, settled } = setUp();
    autosave.change("eins");
    passTime();
    autosave.change("zwei");
    open[0]!.fail();
    await settled();
    passTime();
    expect(saved).toEqual(["eins", "zwei"]);
  });

  test("stores nothing more once the letter is sent or thrown away", async () => {
    const { autosave, saved, passTime } = setUp();
    autosave.change("eins");
    autosave.cancel();
    passTime();
    await autosave.flush();
    expect(saved).toEqual([]);
  });
});
