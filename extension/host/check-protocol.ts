import { utf8 } from "../../shared/base/index.ts";
import type { ProvenLetter } from "../../shared/courier/index.ts";
import type { Translate } from "../i18n/index.ts";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for HTML in which nothing acts, hides or turns the line around. */
const safe = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\ufffd").replace(/[&<>"']/g, (sign) => entities[sign] ?? "");

const row = (name: string, value: string): string =>
  `<tr><th scope="row">${safe(name)}</th><td>${safe(value)}</td></tr>`;

const time = (ms: number): string => new Date(ms).toISOString();

/** The check protocol of a letter as a page for printing: facts only, nothing remote, no script. It proves nothing by itself. */
export function checkProtocol(t: Translate, language: string, { letter, digest, receipts }: ProvenLetter): Uint8Array {
  const facts = [
    row(t("proof.from"), letter.from),
    row(t("proof.subject"), letter.subject),
    row(t("proof.written"), time(letter.sentAtMs)),
    row(t("proof.letter"), letter.letter),
    row(t("proof.digest"), digest),
    ...letter.attachments.map(({ name, sizeBytes, sha256 }) => row(name, `${sizeBytes} B, SHA-256 ${sha256}`)),
    ...receipts.map(({ kind, by, atMs }) => row(t(`receipt.${kind}`), `${by}, ${time(atMs)}`)),
  ];
  const title = safe(t("proof.title"));
  return utf8(`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>body{font:1rem/1.5 sans-serif;margin:2rem}th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;overflow-wrap:anywhere}</style>
</head><body><h1>${title}</h1><table>${facts.join("")}</table>
<p>${safe(t("proof.times"))}</p><p>${safe(t("proof.verify"))} <code>federpost verify</code></p></body></html>
`);
}
