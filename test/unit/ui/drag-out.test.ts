import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type DragNews, DragOut, downloadUrl, keptMs, mayBeDragged } from "../../../extension/ui/state/drag-out.ts";
import { FederpostError } from "../../../shared/base/index.ts";
import { isDangerousFile } from "../../../shared/letter/index.ts";

describe("which files are dragged", () => {
  const ordinary = { dangerous: false, sizeBytes: 25_000_000 };

  test("those up to a size", () => {
    expect(mayBeDragged(ordinary)).toBe(true);
    expect(mayBeDragged({ ...ordinary, sizeBytes: 25_000_001 })).toBe(false);
  });

  test.each([
    "plan.exe",
    "plan.HTML",
    "plan.svg",
    "plan.xlsm",
    "plan.potm",
    "plan.xll",
    "plan.dll",
    "plan.mht",
    "plan.settingcontent-ms",
    "rechnung\u202efdp.exe",
    "plan.exe. .",
  ])("none that can run code: %j", (name) => {
    expect(mayBeDragged({ dangerous: isDangerousFile(name), sizeBytes: 1 })).toBe(false);
  });

  test.each(["plan.pdf", "plan.docx", "plan.zip", "plan"])("also %j", (name) => {
    expect(mayBeDragged({ dangerous: isDangerousFile(name), sizeBytes: 1 })).toBe(true);
  });
});

describe("what a drag carries", () => {
  test.each([
    ["Bescheid vom 3. Mai.pdf", "Bescheid vom 3. Mai.pdf"],
    ["a:b/../c.pdf", "a_b_.._c.pdf"],
    ["rechnung\u202efdp.txt", "rechnungfdp.txt"],
    ["con.txt", "_con.txt"],
    ["text/html:x.html", "text_html_x.html"],
  ])("is named as it is saved: %j", (name, shown) => {
    expect(downloadUrl(name, "blob:x")).toBe(`application/octet-stream:${shown}:blob:x`);
  });
});

describe("a file that is dragged out", () => {
  const bytes = new TextEncoder().encode("Grüße");
  let told: DragNews[];
  let fetched: { resolve: (file: { blob: Blob }) => void; reject: (cause: Error) => void }[];
  let file: DragOut;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    told = [];
    fetched = [];
    file = new DragOut({
      name: "Gruß.txt",
      fetchFile: () => new Promise((resolve, reject) => fetched.push({ resolve, reject })),
      tell: (news) => told.push(news),
    });
  });
  afterEach(() => {
    file.close();
    vi.advanceTimersByTime(keptMs);
    vi.useRealTimers();
  });

  const arrive = async () => {
    fetched.at(-1)?.resolve({ blob: new Blob([bytes], { type: "text/html" }) });
    await vi.advanceTimersByTimeAsync(0);
  };
  const addressOf = (carried: string | null): string => {
    expect(carried).toMatch(/^application\/octet-stream:Gruß\.txt:blob:/);
    return (carried ?? "").split(":").slice(2).join(":");
  };
  /** What is at the address, as the browser reads it; null once it was let go of. */
  const at = async (address: string): Promise<Uint8Array | null> => {
    try {
      const answer = await fetch(address);
      expect(answer.headers.get("content-type")).toBe("application/octet-stream");
      return new Uint8Array(await answer.arrayBuffer());
    } catch {
      return null;
    }
  };

  test("is fetched once when it is pressed, and carried when it came in time", async () => {
    file.press();
    file.press();
    await arrive();
    const carried = file.begin();
    expect(fetched).toHaveLength(1);
    expect(told.map(({ kind }) => kind)).toEqual(["quiet"]);
    expect(await at(addressOf(carried))).toEqual(bytes);
  });

  test("calls a drag off that is too early, says when it is ready, and is carried then", async () => {
    file.press();
    expect(file.begin()).toBeNull();
    expect(told).toEqual([{ kind: "fetching" }]);
    await arrive();
    expect(told.at(-1)).toEqual({ kind: "ready" });
    file.press();
    addressOf(file.begin());
    expect(told.at(-1)).toEqual({ kind: "quiet" });
    expect(fetched).toHaveLength(1);
  });

  test("is fetched by the drag itself where nothing was pressed before, as by a finger", async () => {
    expect(file.begin()).toBeNull();
    await arrive();
    expect(told.at(-1)).toEqual({ kind: "ready" });
  });

  test("says nothing when it was pressed only, not even that it could not be fetched", async () => {
    file.press();
    fetched[0]?.reject(new FederpostError("disconnected", "gone"));
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([]);
  });

  test("says what went wrong when it was to be dragged, and is fetched anew", async () => {
    expect(file.begin()).toBeNull();
    fetched[0]?.reject(new FederpostError("disconnected", "gone"));
    await vi.advanceTimersByTimeAsync(0);
    expect(told.at(-1)).toEqual({ kind: "failed", failure: { code: "disconnected", retryAfterMs: null } });
    file.press();
    await arrive();
    addressOf(file.begin());
  });

  test("is let go of when it is not dragged", async () => {
    file.press();
    await arrive();
    vi.advanceTimersByTime(keptMs);
    expect(file.begin()).toBeNull();
    expect(fetched).toHaveLength(2);
  });

  test("stays as long as it is dragged, and a while after it for the browser to read", async () => {
    file.press();
    await arrive();
    const address = addressOf(file.begin());
    vi.advanceTimersByTime(10 * keptMs);
    file.end();
    vi.advanceTimersByTime(keptMs - 1);
    expect(addressOf(file.begin())).toBe(address);
  });

  test("is gone a while after the drag", async () => {
    file.press();
    await arrive();
    const address = addressOf(file.begin());
    file.end();
    vi.advanceTimersByTime(keptMs);
    expect(await at(address)).toBeNull();
  });

  test("goes with the letter at once, or is read to its end when it was dropped", async () => {
    file.press();
    await arrive();
    const address = addressOf(file.begin());
    file.close();
    vi.advanceTimersByTime(keptMs - 1);
    const revoked = vi.spyOn(URL, "revokeObjectURL");
    vi.advanceTimersByTime(1);
    expect(revoked).toHaveBeenCalledWith(address);
    revoked.mockRestore();
  });

  test("is not kept when it comes after the letter was left", async () => {
    const made = vi.spyOn(URL, "createObjectURL");
    file.begin();
    file.close();
    await arrive();
    expect(made).not.toHaveBeenCalled();
    expect(told).toEqual([{ kind: "fetching" }]);
    made.mockRestore();
  });
});
