import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/** Secrets of a vault in SQLite: small files beside the database (`<path>.content.<id>`), overwritten before they are removed. */

const pathOf = (path: string, id: number): string => `${path}.content.${id}`;

/** Makes a new file's name durable. Windows has no such call on folders. */
export function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(dirname(path), "r");
  fsyncSync(folder);
  closeSync(folder);
}

function writeDurably(path: string, flags: "w" | "r+", bytes: Uint8Array): void {
  const file = openSync(path, flags, 0o600);
  try {
    writeSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Stores a secret: the file appears whole or not at all. */
export function putSecret(path: string, id: number, bytes: Uint8Array): void {
  const draft = `${pathOf(path, id)}.draft`;
  writeDurably(draft, "w", bytes);
  renameSync(draft, pathOf(path, id));
  syncFolder(path);
}

/** The secret, or null where there is none. */
export const readSecret = (path: string, id: number): Uint8Array | null =>
  existsSync(pathOf(path, id)) ? new Uint8Array(readFileSync(pathOf(path, id))) : null;

/** Overwrites the secret and removes its file. A file system that copies on writing may keep the old bytes. */
export function destroySecret(path: string, id: number): void {
  const file = pathOf(path, id);
  if (!existsSync(file)) return;
  writeDurably(file, "r+", new Uint8Array(statSync(file).size));
  rmSync(file);
  syncFolder(path);
}
