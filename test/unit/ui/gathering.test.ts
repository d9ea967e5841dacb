import { describe, expect, it, vi } from "vitest";
import { createGathering } from "../../../extension/ui/state/gathering.ts";

const turn = () => new Promise<void>((resolve) => setTimeout(resolve));

describe("views that appear together", () => {
  it("wait for the last that is read, also one that begins in the moment another ends, and appear once", async () => {
    const done = vi.fn();
    const { begin, look } = createGathering(done);
    const endFirst = begin();
    look();
    await turn();
    expect(done).not.toHaveBeenCalled();
    endFirst();
    const endSecond = begin();
    await turn();
    expect(done).not.toHaveBeenCalled();
    endSecond();
    await turn();
    expect(done).toHaveBeenCalledTimes(1);
    begin()();
    await turn();
    expect(done).toHaveBeenCalledTimes(1);
  });

  it("appear at once where nothing is read", async () => {
    const done = vi.fn();
    createGathering(done).look();
    await turn();
    expect(done).toHaveBeenCalledTimes(1);
  });
});
