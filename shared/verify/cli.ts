#!/usr/bin/env node
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { readIssuers, readRoots } from "../identity/index.ts";
import { explain } from "./explain.ts";
import { verifyFile } from "./verify-bundle.ts";

/** `federpost verify FILE`: 0 valid, 1 invalid, 2 unreadable or called wrongly. */

const usage = `federpost verify FILE [DOCUMENT ...] [--at DATE] [--roots FILE] [--issuers FILE] [--json] [--lang de|en]

FILE is an evidence bundle (.zip), a letter or receipt with its proofs (.json), or a signature over documents (.json), which
then follow in the order in which they were signed.
--at DATE       judge certificates for this date (ISO 8601) and not for the claimed time of signing
--roots FILE    root certificates of organisations in PEM, or JSON; without them organisations are not checked
--issuers FILE  identity providers whose word on persons is believed, as JSON; without it persons are not checked
--json          the whole report as JSON
Ends with 0 valid, 1 invalid, 2 unreadable.`;

class UsageError extends Error {}

function readArguments(args: string[]) {
  const options = {
    at: { type: "string" },
    roots: { type: "string" },
    issuers: { type: "string" },
    json: { type: "boolean" },
    lang: { type: "string" },
  } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [command, file, ...documents] = positionals;
  if (command !== "verify" || file === undefined) throw new UsageError(usage);
  const atMs = values.at === undefined ? null : Date.parse(values.at);
  if (Number.isNaN(atMs)) throw new UsageError("--at takes a date such as 2026-11-25 or 2026-11-25T12:00:00Z.");
  const lang = values.lang ?? "de";
  if (lang !== "de" && lang !== "en") throw new UsageError("--lang takes de or en.");
  return {
    file,
    documents,
    atMs,
    roots: values.roots,
    issuers: values.issuers,
    json: values.json === true,
    lang,
  } as const;
}

async function run(args: string[]): Promise<number> {
  const { file, documents, atMs, roots, issuers, json, lang } = readArguments(args);
  const grounds = {
    atMs,
    nowMs: Date.now(),
    roots: roots === undefined ? [] : readRoots(await readFile(roots, "utf8")),
    issuers: issuers === undefined ? [] : await readIssuers(await readFile(issuers, "utf8")),
  };
  const beside = await Promise.all(documents.map(async (each) => new Uint8Array(await readFile(each))));
  const report = await verifyFile(new Uint8Array(await readFile(file)), grounds, beside);
  process.stdout.write(`${json ? JSON.stringify(report, null, 2) : explain(report, lang)}\n`);
  return { valid: 0, invalid: 1, unreadable: 2 }[report.verdict];
}

process.exitCode = await run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : "unreadable"}\n`);
  return 2;
});
