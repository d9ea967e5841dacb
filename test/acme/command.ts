import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pack, packageDir, packages } from "../../scripts/pack.ts";
import { type Enrolment, encodeEnrolment } from "../../shared/acme/index.ts";
import { parseUserId } from "../../shared/base/index.ts";
import { generateSigningKey } from "../../shared/crypto/index.ts";

/** The packed command as an administrator has it, and what a mailbox hands to it. */

async function packed(wanted: "acme" | "verify"): Promise<string> {
  const published = packages.find(({ name }) => name === wanted);
  if (published === undefined) throw new Error(`There is no package ${wanted}`);
  await pack(published);
  return join(packageDir(wanted), "cli.js");
}

export const packCommand = (): Promise<string> => packed("acme");
/** `federpost verify`, as anybody has it. */
export const packVerifier = (): Promise<string> => packed("verify");

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
