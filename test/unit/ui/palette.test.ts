import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

type Palette = ReadonlyMap<string, string>;

const tokens = readFileSync("extension/ui/theme/tokens.css", "utf8");
const [lightSource, darkSource] = tokens.split("@media (prefers-color-scheme: dark)");

const read = (source: string): Palette =>
  new Map([...source.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]));

const light = read(lightSource!);
const dark: Palette = new Map([...light, ...read(darkSource!)]);

/** Relative luminance, WCAG 2.1. */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string): number {
  const [brighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (brighter! + 0.05) / (darker! + 0.05);
}

/** Text on what it stands on. */
const textPairs: readonly (readonly [string, string])[] = [
  ...["ground", "surface", "chosen", "info-ground", "warning-ground", "danger-ground", "success-ground"].map(
    (ground) => ["text", ground] as const,
  ),
  ...["ground", "surface", "chosen", "info-ground", "danger-ground"].map((ground) => ["muted", ground] as const),
  ...["ground", "surface", "chosen", "info-ground"].map((ground) => ["accent", ground] as const),
  ...["ground", "surface"].map((ground) => ["accent-strong", ground] as const),
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
  ...["ground", "surface", "chosen", "danger-ground"].map((ground) => ["danger", ground] as const),
  ...["ground", "warning-ground"].map((ground) => ["warning", ground] as const),
  ...["ground", "surface", "success-ground"].map((ground) => ["success", ground] as const),
  ["mark", "mark-ground"],
];

/** Borders of controls, signs and the focus ring: 3 to 1 is enough (WCAG 2.1, 1.4.11). */
const signPairs: readonly (readonly [string, string])[] = [
  ["edge", "ground"],
  ["edge", "surface"],
  ["focus", "ground"],
  ["focus", "surface"],
  ["focus", "chosen"],
];

describe.each([
  ["light", light],
  ["dark", dark],
])("the %s palette", (_, palette) => {
  test.each(textPairs)("%s is readable on %s", (text, ground) => {
    expect(contrast(palette.get(text)!, palette.get(ground)!)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(signPairs)("%s can be made out on %s", (sign, ground) => {
    expect(contrast(palette.get(sign)!, palette.get(ground)!)).toBeGreaterThanOrEqual(3);
  });
});

test("the dark palette sets every colour anew", () => {
  expect([...read(darkSource!).keys()].sort()).toEqual([...light.keys()].sort());
});

test("contrast is computed as WCAG does", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});
