import { FederpostError, type LetterId, type RoomId } from "../../shared/base/index.ts";
import type { PortalParams, PortalResult } from "../../shared/protocol/index.ts";
import type { PageCall, PortalParts } from "./portal-parts.ts";
import type { Seat } from "./sealed-seats.ts";

interface Opened {
  readonly thread: RoomId;
  readonly letterId: LetterId;
  readonly origin: string;
}

/** Shows an opened letter in the frame, or in the inbox where there is no frame any more: the person has confirmed it. */
async function show({ backend }: PortalParts, { thread, letterId, origin }: Opened, seat: Seat | null) {
  const letter = seat?.there === true ? await backend.readOpened(thread, letterId) : null;
  if (seat?.there === true && letter !== null) {
    seat.show({ kind: "letter", origin, letter }, { inbox: () => backend.showInInbox(thread) });
    return { place: "frame" } as const;
  }
  await backend.showInInbox(thread);
  return { place: "window" } as const;
}

/**
 * letter.open: the newest letter of a thread that this origin began is shown, in the frame that the page made room for or in the
 * inbox. Opening can have legal effect, so the person confirms it in the consent window first, whatever the place; the page learns
 * that they did, and nothing of the letter.
 */
export async function openLetter(
  parts: PortalParts,
  { caller, params, signal }: PageCall<PortalParams<"letter.open">>,
  seat: Seat | null,
): Promise<PortalResult<"letter.open">> {
  const { backend, consent, records, log } = parts;
  const { origin } = caller;
  const thread = await records.thread(origin, params.thread);
  const letter = thread === null ? null : await backend.newestLetter(thread);
  if (thread === null || letter === null) throw new FederpostError("invalid_params", "not a thread of this origin");
  const { letterId, ...shown } = letter;
  const place = seat === null ? "window" : "frame";
  const { digest: approved } = await consent.ask(caller, { kind: "open", ...shown, place }, signal);
  // The receipt that opening signs is stored by opening itself; the entry may come a moment before it, never instead of it.
  await log.use({ origin, method: "letter.open", about: letter.subject, approved }, async (logged) => {
    await backend.open(thread, letterId, logged);
  });
  return show(parts, { thread, letterId, origin }, seat);
}
