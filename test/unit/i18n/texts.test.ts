import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { texts } from "../../../extension/i18n/index.ts";
import { errorGroups } from "../../../shared/base/index.ts";

type Entry = string | { readonly one: string; readonly other: string };
const tables: Readonly<Record<string, Readonly<Record<string, Entry>>>> = texts;
// Said by the host, which asks for them by name when it tells the toolbar.
const forTheHost = /^(notification|badge)\./;
const german = tables.de!;
const english = tables.en!;

const formsOf = (entry: Entry): readonly string[] => (typeof entry === "string" ? [entry] : [entry.one, entry.other]);
const namesIn = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.endsWith("i18n"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}

describe("the texts", () => {
  test("German and English have the same keys in the same order", () => {
    expect(Object.keys(german)).toEqual(Object.keys(english));
  });

  test("each has the same placeholders and plural forms in both languages", () => {
    const shape = (entry: Entry) => [typeof entry, ...formsOf(entry).map((text) => namesIn(text).join())];
    const shapes = (table: Readonly<Record<string, Entry>>) =>
      Object.keys(table).map((key) => [key, ...shape(table[key]!)]);
    expect(shapes(german)).toEqual(shapes(english));
  });

  test("none is empty but the one that says nothing", () => {
    for (const [language, table] of Object.entries(tables)) {
      const empty = Object.keys(table).filter((key) => formsOf(table[key]!).some((text) => text.trim() === ""));
      expect(empty, language).toEqual(["draft.unchanged"]);
    }
  });

  test("who is sent to a place of the settings finds it under that name", () => {
    for (const [language, table] of Object.entries(tables)) {
      for (const key of ["present.none.oidc", "apart.asked_how"]) {
        expect(table[key], `${language} ${key}`).toContain(table["person.title"]);
      }
      expect(table["policy.minimumAssurance"], language).toContain(table["order.folder.apart"]);
    }
  });

  test("every error has a text that says what happened", () => {
    const missing = Object.keys(errorGroups).filter((code) => english[`error.${code}`] === undefined);
    expect(missing).toEqual([]);
  });

  test("German addresses people as Sie", () => {
    const familiar = /(^|[^\p{L}])(du|dich|dir|dein|deine|deinen|deiner|euer|eure)([^\p{L}]|$)/iu;
    const wrong = Object.keys(german).filter((key) => formsOf(german[key]!).some((text) => familiar.test(text)));
    expect(wrong).toEqual([]);
  });

  test("every text is used somewhere", () => {
    const code = sources("extension").join("\n");
    const prefixes = [...code.matchAll(/`([a-z_.]+[._])\$\{[^`]*`/g)].map((match) => match[1]!);
    // `consent.${kind}_title` has its variable in the middle.
    const middles = [...code.matchAll(/`([a-z_.]+\.)\$\{[^}]*\}(_\w+)`/g)];
    const used = (key: string): boolean =>
      code.includes(`"${key}"`) ||
      forTheHost.test(key) ||
      prefixes.some((prefix) => key.startsWith(prefix)) ||
      middles.some(([, start, end]) => key.startsWith(start!) && key.endsWith(end!));
    expect(Object.keys(english).filter((key) => !used(key))).toEqual([]);
  });
});
