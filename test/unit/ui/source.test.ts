import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "@swc/core";
import { describe, expect, test } from "vitest";

const folder = "extension/ui";
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name));

const letters = /\p{L}/u;
const spokenAttributes = new Set(["aria-label", "title", "placeholder", "alt", "label", "aria-description", "hint"]);

interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly name?: { readonly type: string; readonly value?: unknown };
  readonly expression?: Node;
}

/** Text a person would read that stands in the code of a view. */
function literalTexts(node: unknown, found: string[] = []): string[] {
  if (Array.isArray(node)) {
    for (const one of node) literalTexts(one, found);
  } else if (typeof node === "object" && node !== null) {
    const { type, value, name, expression } = node as Node;
    if (type === "JSXText" && typeof value === "string" && letters.test(value)) found.push(value.trim());
    if (
      type === "JSXExpressionContainer" &&
      expression?.type === "StringLiteral" &&
      letters.test(String(expression.value))
    )
      found.push(String(expression.value));
    if (
      type === "JSXAttribute" &&
      spokenAttributes.has(String(name?.value)) &&
      (value as Node | null)?.type === "StringLiteral"
    )
      found.push(String((value as Node).value));
    for (const part of Object.values(node)) literalTexts(part, found);
  }
  return found;
}

const textsIn = (code: string) => literalTexts(parseSync(code, { syntax: "typescript", tsx: true }));

describe("the source of the views", () => {
  test("is looked at", () => {
    expect(files.length).toBeGreaterThan(40);
  });

  test.each(files.filter((file) => file.endsWith(".tsx")))("%s holds no text for people", (file) => {
    expect(textsIn(readFileSync(file, "utf8"))).toEqual([]);
  });

  test("texts in code are noticed", () => {
    expect(textsIn(`const a = <p title="Titel">Guten Tag{" Welt"}{t("key")}<b>· 1</b></p>;`)).toEqual(
      ["Titel", "Guten Tag", "Welt"].map((text) => (text === "Welt" ? " Welt" : text)),
    );
  });

  test.each(files)("%s never turns text into markup or code", (file) => {
    const code = readFileSync(file, "utf8");
    expect(code).not.toMatch(
      /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc/i,
    );
  });

  test("the style sheets load nothing from elsewhere", () => {
    for (const name of readdirSync(join(folder, "theme"))) {
      const css = readFileSync(join(folder, "theme", name), "utf8");
      expect(css, name).not.toMatch(/url\(|https?:|@font-face/);
      for (const [, from] of css.matchAll(/@import\s+(\S+);/g)) expect(from).toMatch(/^"\.\/[a-z]+\.css"$/);
    }
  });

  test("links that leave the extension give nothing away", () => {
    for (const file of files) {
      const code = readFileSync(file, "utf8");
      const leaving = code.match(/target="_blank"/g)?.length ?? 0;
      expect(code.match(/rel="noopener noreferrer"/g)?.length ?? 0, file).toBe(leaving);
    }
  });
});
