import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import type { EcKey } from "../crypto/index.ts";
import { type Enrolment, parseEnrolment } from "./enrolment.ts";
import { type Published, parsePublished } from "./published.ts";

/** What the agency's server keeps between runs: `state.json` for itself, and the published file for the web server. */
export interface State {
  readonly enrolment: Enrolment;
  readonly accountKey: EcKey;
  readonly accountUrl: string | null;
}

const part = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));
const schema = v.object({
  v: v.literal(1),
  enrolment: v.custom<Enrolment>((value) => parseEnrolment(value) !== null),
  accountKey: v.object({ x: part, y: part, d: part }),
  accountUrl: v.nullable(v.string()),
});

const statePath = (dir: string): string => join(dir, "state.json");
/** The file that the web server hands out. */
export const publicFile = (dir: string): string => join(dir, "public", "federpost-certificate.json");

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";

/** A file that this program reads or writes and cannot. */
export class FileError extends Error {
  readonly file: string;
  constructor(file: string) {
    super(file);
    this.file = file;
  }
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (isMissing(error)) return null;
    throw new FileError(file);
  }
}

/** Null where nothing is set up. @throws FileError when what is there cannot be read */
export async function readState(dir: string): Promise<State | null> {
  const text = await textOf(statePath(dir));
  if (text === null) return null;
  const parsed = v.safeParse(schema, parseJson(text));
  if (!parsed.success) throw new FileError(statePath(dir));
  return parsed.output;
}

/** Null where nothing was published yet, or nothing that can be read: the next run then asks anew. */
export async function readPublished(dir: string): Promise<Published | null> {
  const text = await textOf(publicFile(dir));
  return text === null ? null : parsePublished(text);
}

/** The enrolment in a file; null when it is none. @throws FileError when there is no such file */
export async function readEnrolmentFile(file: string): Promise<Enrolment | null> {
  const text = await textOf(file);
  if (text === null) throw new FileError(file);
  return parseEnrolment(parseJson(text));
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Readable by this user alone: it holds the account's key. */
export const writeState = (dir: string, state: State): Promise<void> =>
  put(statePath(dir), { v: 1, ...state }, { folder: 0o755, file: 0o600 });

/** Readable by the web server. */
export const writePublished = (dir: string, published: Published): Promise<void> =>
  put(publicFile(dir), published, { folder: 0o755, file: 0o644 });

/** Whole or not at all: whoever reads meanwhile finds the old file. */
async function put(
  path: string,
  json: object,
  mode: { readonly folder: number; readonly file: number },
): Promise<void> {
  const fresh = `${path}.${process.pid}.new`;
  try {
    await mkdir(join(path, ".."), { recursive: true, mode: mode.folder });
    await writeFile(fresh, `${JSON.stringify(json, null, 2)}\n`, { mode: mode.file });
    await chmod(fresh, mode.file);
    await rename(fresh, path);
  } catch {
    throw new FileError(path);
  }
}
