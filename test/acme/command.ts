import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pack, packages } from "../../scripts/pack.ts";
import { type Enrolment, encodeEnrolment } from "../../shared/acme/index.ts";
import { parseUserId } from "../../shared/base/index.ts";
import { generateSigningKey } from "../../shared/crypto/index.ts";

/** The packed command as an administrator has it, and what a mailbox hands to it. */

const folder = mkdtempSync(join(tmpdir(), "federpost-packed-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

// Once for all tests of a file, in a folder of their own: they run side by side, and packing takes away what was there.
const packedOnce = (wanted: "acme" | "verify"): (() => Promise<string>) => {
  let packed: Promise<string> | null = null;
  const make = async (): Promise<string> => {
    const published = packages.find(({ name }) => name === wanted);
    if (published === undefined) throw new Error(`There is no package ${wanted}`);
    await pack(published, join(folder, wanted));
    return join(folder, wanted, "cli.js");
  };
  return () => {
    packed ??= make();
    return packed;
  };
};

export const packCommand = packedOnce("acme");
/** `federpost verify`, as anybody has it. */
export const packVerifier = packedOnce("verify");

export interface Ran {
  readonly code: number | null;
  readonly said: string;
}

/** Runs it in an environment of its own: no browser, no mailbox, nothing else. */
export async function run(cli: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const child = spawn(process.execPath, [cli, ...args], { env: { PATH: "", ...env } });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (said += String(bytes)));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, said };
}

export async function anEnrolment(more: Partial<Enrolment> = {}): Promise<Enrolment> {
  const account = parseUserId("@bauamt:stadt.example");
  if (account === null) throw new Error("no user id");
  return {
    v: 1,
    account,
    identityKey: (await generateSigningKey()).publicKey,
    directory: "https://127.0.0.1:1/dir",
    domain: "stadt.example",
    termsAgreed: true,
    contact: "it@stadt.example",
    eab: null,
    name: null,
    ...more,
  };
}

export async function saveEnrolment(dir: string, enrolment: Enrolment): Promise<string> {
  const file = join(dir, "federpost-enrolment.json");
  await writeFile(file, encodeEnrolment(enrolment));
  return file;
}
