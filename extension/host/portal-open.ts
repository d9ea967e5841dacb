import { FederpostError } from "../../shared/base/index.ts";
import type { PortalParams, PortalResult } from "../../shared/protocol/index.ts";
import type { PageCall, PortalParts } from "./portal-parts.ts";

/**
 * letter.open: the newest letter of a thread that this origin began is shown in the inbox. Opening can have legal effect, so
 * the person confirms it in the consent window first; the page learns that they did, and nothing of the letter.
 */
export async function openLetter(
  { backend, consent, records, log }: PortalParts,
  { caller, params, signal }: PageCall<PortalParams<"letter.open">>,
): Promise<PortalResult<"letter.open">> {
  const { origin } = caller;
  const thread = await records.thread(origin, params.thread);
  const letter = thread === null ? null : await backend.newestLetter(thread);
  if (thread === null || letter === null) throw new FederpostError("invalid_params", "not a thread of this origin");
  const { letterId, ...shown } = letter;
  const { digest: approved } = await consent.ask(caller, { kind: "open", ...shown }, signal);
  // The receipt that opening signs is stored by opening itself; the entry may come a moment before it, never instead of it.
  await log.use({ origin, method: "letter.open", about: letter.subject, approved }, async (logged) => {
    await backend.show(thread, letterId, logged);
  });
  return {};
}
