import { utf8, withoutHidden } from "../../shared/base/index.ts";
import type { ProvenLetter } from "../../shared/courier/index.ts";
import { createTranslate, type Language, languages, type Translate } from "../i18n/index.ts";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for HTML in which nothing acts, hides or turns the line around. */
const safe = (text: string): string =>
  withoutHidden(text, "line", "\ufffd").replace(/[&<>"']/g, (sign) => entities[sign] ?? "");

const row = (name: string, value: string): string =>
  `<tr><th scope="row">${safe(name)}</th><td>${safe(value)}</td></tr>`;

const time = (ms: number): string => new Date(ms).toISOString();

/** What one receipt says, and by whom, for the record. */
const receiptRow = (t: Translate, { kind, by, atMs, says }: ProvenLetter["receipts"][number]): string =>
  row(
    t(`receipt.${kind}`),
    [`${by}, ${time(atMs)} (${t("receipt.claimed_time")})`, ...(says === null ? [] : [says])].join(": "),
  );

function section(language: Language, { letter, digest, receipts }: ProvenLetter): string {
  const t = createTranslate(language);
  const facts = [
    row(t("proof.from"), letter.from),
    row(t("proof.subject"), letter.subject),
    row(t("proof.written"), time(letter.sentAtMs)),
    ...(letter.acknowledgeBy === null ? [] : [row(t("letter.acknowledge_by"), letter.acknowledgeBy)]),
    row(t("proof.letter"), letter.letter),
    row(t("proof.digest"), digest),
    ...letter.attachments.map(({ name, sizeBytes, sha256 }) => row(name, `${sizeBytes} B, SHA-256 ${sha256}`)),
    ...receipts.map((receipt) => receiptRow(t, receipt)),
  ];
  return `<section lang="${language}"><h1>${safe(t("proof.title"))}</h1><table>${facts.join("")}</table>
<p>${safe(t("proof.times"))}</p><p>${safe(t("proof.verify"))} <code>npx federpost verify</code></p></section>`;
}

const style = `body{font:1rem/1.5 sans-serif;margin:2rem}section+section{margin-top:3rem;break-before:page}
th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;overflow-wrap:anywhere}`;

/**
 * The check protocol of a letter as a page for printing, in every language with the reader's first: facts only, nothing remote,
 * no script. It proves nothing by itself.
 */
export function checkProtocol(first: Language, proven: ProvenLetter): Uint8Array {
  const order = [first, ...languages.filter((language) => language !== first)];
  const title = safe(order.map((language) => createTranslate(language)("proof.title")).join(" / "));
  return utf8(`<!doctype html>
<html lang="${first}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${style}</style>
</head><body>${order.map((language) => section(language, proven)).join("\n")}</body></html>
`);
}
