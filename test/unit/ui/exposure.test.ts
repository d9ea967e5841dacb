import { describe, expect, it } from "vitest";
import { doubtOf, type Seen } from "../../../extension/ui/sealed/exposure.ts";
import { frameHeight } from "../../../shared/protocol/index.ts";

const plain: Seen = {
  visible: true,
  ratio: 1,
  widthPx: 600,
  heightPx: 480,
  scale: 1.25,
  look: { trouble: null, place: "0 0 600 480", scale: 1.25 },
};

describe("whether a frame is seen as it is", () => {
  it("without a doubt when everything is plain, also between pixels", () => {
    expect(doubtOf(plain)).toBeNull();
    expect(doubtOf({ ...plain, ratio: 0.995, scale: 1.2501 })).toBeNull();
  });

  it.each<[string, Partial<Seen>]>([
    ["unseen", { look: null }],
    ["altered", { look: { ...plain.look!, trouble: "altered" } }],
    ["moved", { look: { ...plain.look!, trouble: "moved" } }],
    ["hidden_parts", { look: { ...plain.look!, trouble: "hidden_parts" } }],
    ["small", { widthPx: 279 }],
    ["small", { heightPx: 319 }],
    ["scaled", { scale: 0.05 }],
    ["scaled", { scale: 0 }],
    ["cut_off", { ratio: 0.9 }],
    ["covered", { visible: false }],
    ["covered", { look: { ...plain.look!, trouble: "covered" } }],
  ])("%s is a doubt", (doubt, change) => {
    expect(doubtOf({ ...plain, ...change })).toBe(doubt);
  });
});

describe("the height of a frame", () => {
  it("comes in steps and says little of what is in it", () => {
    const heights = new Set(Array.from({ length: 3000 }, (_, px) => frameHeight(px, 2000)));
    expect([...heights]).toEqual([320, 480, 640, 800, 960]);
  });

  it("leaves room in the window, but never less than what can be read", () => {
    expect(frameHeight(5000, 700)).toBe(630);
    expect(frameHeight(5000, 100)).toBe(320);
  });
});
