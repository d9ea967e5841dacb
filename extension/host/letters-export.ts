import { strToU8, zipSync } from "fflate";
import { FederpostError } from "../../shared/base/index.ts";
import { listThreads, readSession } from "../../shared/courier/index.ts";
import type { LetterView, ThreadView } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { createTranslate, type Language, type Translate } from "../i18n/index.ts";
import { listDrafts } from "./drafts.ts";
import { offerChunks } from "./panel-files.ts";
import { threadView } from "./views.ts";

/**
 * Saves what can be read of all letters, for who must leave this mailbox: a page of text per thread, and all of it
 * as JSON, drafts too. Needs no homeserver; files are not in it. Letters that nobody opened stay unopened: saving is not retrieving.
 * @throws FederpostError `no_account` or `locked`.
 */
export async function exportLetters(
  vault: Vault,
  language: Language,
): Promise<{ readonly transfer: string; readonly name: string }> {
  const session = await readSession(vault);
  if (session === null) throw new FederpostError("no_account", "Nobody is signed in here yet.");
  if (vault.lockState === "locked") throw new FederpostError("locked", "The mailbox is locked; unlock it first.");
  const t = createTranslate(language);
  const threads: ThreadView[] = [];
  const self = { account: session.userId, deviceId: session.deviceId };
  for (const thread of await listThreads(vault)) threads.push(await threadView(vault, thread, self));
  const texts = threads.map((thread, i) => [`${String(i + 1).padStart(5, "0")}.txt`, strToU8(asText(t, thread))]);
  const zip = zipSync({
    ...Object.fromEntries(texts),
    "drafts.json": strToU8(JSON.stringify(await listDrafts(vault), null, 1)),
    "letters.json": strToU8(JSON.stringify({ account: session.userId, threads }, null, 1)),
  });
  const chunks = (async function* () {
    yield zip;
  })();
  return { transfer: await offerChunks(chunks), name: t("letters_export.file_name") };
}

const asText = (t: Translate, { summary, entries }: ThreadView): string =>
  `${[summary.subject, ...entries.flatMap((entry) => linesOf(t, entry))].join("\n")}\n`;

function linesOf(t: Translate, entry: LetterView): readonly string[] {
  if (entry.kind !== "letter") return [];
  const { from, subject, text, attachments, data, sentAtMs, receipts } = entry;
  return [
    "",
    "----",
    `${t("proof.from")}: ${from.organisation?.name ?? from.userId} (${from.userId})`,
    `${t("proof.subject")}: ${subject}`,
    `${t("proof.written")}: ${new Date(sentAtMs).toISOString()}`,
    ...attachments.map(({ name, sizeBytes }) => `${t("letters_export.file")}: ${name} (${sizeBytes} B)`),
    ...receipts.map(({ kind, by, atMs }) => `${t(`receipt.${kind}`)}: ${by}, ${new Date(atMs).toISOString()}`),
    "",
    text ?? t("letters_export.unopened"),
    ...(data === null ? [] : [JSON.stringify(data, null, 1)]),
  ];
}
