import { describe, expect, test } from "vitest";
import { createDrawnPages, createPagePicture } from "../../../extension/ui/viewer/drawn-pages.ts";

describe("the pages of a long document", () => {
  const read = (most: number, numbers: readonly number[]) => {
    const pages = createDrawnPages(most);
    const cleared: number[] = [];
    for (const number of numbers) pages.inSight(number, () => void cleared.push(number));
    return cleared;
  };

  test("are drawn up to so many: those that were out of sight longest go", () => {
    expect(read(3, [1, 2, 3])).toEqual([]);
    expect(read(3, [1, 2, 3, 4, 5])).toEqual([1, 2]);
  });

  test("stay while somebody goes back to them", () => {
    expect(read(3, [1, 2, 3, 1, 4])).toEqual([2]);
    expect(read(3, [1, 1, 1, 1, 2, 3])).toEqual([]);
  });
});

describe("the picture of a page", () => {
  const setUp = () => {
    const drawing: PromiseWithResolvers<{ close(): void }>[] = [];
    const said: string[] = [];
    const page = createPagePicture({
      draw: () => {
        const draw = Promise.withResolvers<{ close(): void }>();
        drawing.push(draw);
        return draw.promise;
      },
      put: () => void said.push("put"),
      clear: () => void said.push("cleared"),
    });
    return { page, drawing, said, picture: { close: () => void said.push("closed") } };
  };

  test("is drawn once, and anew after it was taken away", async () => {
    const { page, drawing, said, picture } = setUp();
    const shown = [page.show(), page.show()];
    drawing[0]?.resolve(picture);
    await Promise.all(shown);
    await page.show();
    expect([drawing.length, said]).toEqual([1, ["put"]]);
    page.takeAway();
    void page.show();
    expect([drawing.length, said]).toEqual([2, ["put", "cleared"]]);
  });

  test("is let go when it comes after others have come in its place", async () => {
    const { page, drawing, said, picture } = setUp();
    const shown = page.show();
    page.takeAway();
    drawing[0]?.resolve(picture);
    await shown;
    expect(said).toEqual(["closed"]);
  });

  test("that could not be drawn says so", async () => {
    const { page, drawing } = setUp();
    const shown = page.show();
    drawing[0]?.reject(new Error("broken"));
    await expect(shown).rejects.toThrow("broken");
  });
});
