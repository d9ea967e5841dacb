import { h, options } from "preact";
import { afterEach, describe, expect, test, vi } from "vitest";
import { keepNothingTyped } from "../../../extension/ui/unkept.ts";

const before = options.vnode;
afterEach(() => {
  Object.assign(options, { vnode: before });
});

describe("what is typed", () => {
  test("is kept by the browser in no field and no form, unless the field says what for", () => {
    keepNothingTyped();
    for (const type of ["form", "input", "select", "textarea"])
      expect(h(type, {}).props).toMatchObject({ autocomplete: "off" });
    expect(h("input", { autocomplete: "current-password" }).props).toMatchObject({ autocomplete: "current-password" });
    expect(h("div", {}).props).toEqual({});
  });

  test("is not sent anywhere for what a browser would write next", () => {
    keepNothingTyped();
    expect(h("textarea", {}).props).toMatchObject({ writingsuggestions: "false" });
  });

  test("leaves to others what they do with each element", () => {
    const seen = vi.fn();
    options.vnode = seen;
    keepNothingTyped();
    const field = h("input", {});
    expect(seen).toHaveBeenCalledWith(field);
  });
});
