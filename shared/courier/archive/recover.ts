import { FederpostError } from "../../base/index.ts";
import type { WayIn } from "../../vault/index.ts";
import { admitByIdentityKey } from "../admit.ts";
import type { Desk } from "../desk.ts";
import { readWaiting } from "../waiting-record.ts";
import { deriveArchiveKeys, putArchiveKey } from "./key.ts";
import { openRecovery, putFoundRecovery } from "./recovery.ts";
import { documentsIn } from "./restore.ts";
import { beginRestore } from "./restoring.ts";
import { readSlots } from "./slot.ts";

/**
 * Lets a waiting device into its account by the recovery key: no other device is needed. What it stores is one commit;
 * from then on the mailbox can be opened, and its letters come back by themselves. `others`: whether the account's other
 * devices are lost and go.
 * @throws FederpostError `no_account` when no device waits, `no_recovery`, `wrong_recovery_key`, `identity_changed` when
 *   the homeserver shows another identity than the recovered one, and what the transport throws.
 */
export async function recoverWaiting(
  place: Pick<Desk, "vault" | "clock" | "random" | "transport" | "signal">,
  {
    recoveryKey,
    way,
    others,
  }: { readonly recoveryKey: Uint8Array; readonly way: WayIn | null; readonly others: "stay" | "lost" },
): Promise<void> {
  const { vault, transport, clock } = place;
  if ((await readWaiting(vault)) === null) throw new FederpostError("no_account", "No device waits here.");
  const { identityKey, archiveKey } = await openRecovery(transport, recoveryKey);
  const known = documentsIn(await readSlots(transport, await deriveArchiveKeys(archiveKey)));
  const more = [putArchiveKey(archiveKey), beginRestore(), ...(await putFoundRecovery(transport, clock.now()))];
  archiveKey.fill(0);
  await admitByIdentityKey(place, { identityKey, way, others, known, more });
}
