import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { unpackMozLz4 } from "./mozlz4.ts";

/** Files below some folders in which a secret stands in any of the forms a program would write it in. Empty when nothing leaked. */
export const findLeaks = async (
  places: readonly { readonly dir: string }[],
  secrets: readonly Buffer[],
): Promise<readonly string[]> => {
  const needles = secrets.flatMap(formsOf);
  const leaks: string[] = [];
  for (const { dir } of places) {
    for (const path of await listFiles(dir)) {
      const content = unpackMozLz4(await readFile(path).catch(goneAsEmpty));
      if (needles.some((needle) => content.includes(needle))) leaks.push(path);
    }
  }
  return leaks;
};

/** A browser that runs writes files under another name first. */
const goneAsEmpty = (cause: NodeJS.ErrnoException): Buffer => {
  if (cause.code !== "ENOENT") throw cause;
  return Buffer.alloc(0);
};

/** Everything that was written: databases with their journals, media, logs, and whatever else lies beside them. */
const listFiles = async (dir: string): Promise<readonly string[]> => {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

/** The spellings in which a secret may stand in a file. */
export const formsOf = (secret: Buffer): readonly Buffer[] => {
  const text = secret.toString("utf8");
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const texts = [escaped, encodeURIComponent(text), secret.toString("hex"), ...base64Forms(secret)];
  return [secret, Buffer.from(text, "utf16le"), ...texts.map((form) => Buffer.from(form))];
};

// Inside a longer base64 text a piece begins at one of three places; the characters at both ends depend on its neighbours.
const base64Forms = (secret: Buffer): readonly string[] =>
  [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), secret])
      .toString("base64")
      .replace(/=+$/, "");
    const inner = whole.slice(before === 0 ? 0 : before + 1, -2);
    return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
  });
