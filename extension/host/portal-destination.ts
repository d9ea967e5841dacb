import { FederpostError, type Origin, type RoomId } from "../../shared/base/index.ts";
import type { PortalParts } from "./portal-parts.ts";

/** Where a letter of a portal goes. */
export interface Destination {
  readonly to: string;
  readonly thread: RoomId | null;
}

/** Looks up the handles a page gave. Throws `invalid_params` for those that are not this origin's. */
export async function destinationOf(
  { backend, records }: Pick<PortalParts, "backend" | "records">,
  origin: Origin,
  params: { readonly to: string; readonly thread: string | null },
): Promise<Destination> {
  const to = await records.mailbox(origin, params.to);
  const thread = params.thread === null ? null : await records.thread(origin, params.thread);
  if (to === null || (params.thread !== null && thread === null)) {
    throw new FederpostError("invalid_params", "not a handle of this origin");
  }
  // The person is shown `to`: a letter in a thread with others would go to somebody they never saw.
  if (thread !== null && !(await backend.threadIsWith(thread, to))) {
    throw new FederpostError("invalid_params", "the thread is with another mailbox");
  }
  return { to, thread };
}
