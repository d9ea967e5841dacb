import { type Clock, FederpostError, isFederpostError, type Random } from "../../shared/base/index.ts";
import { openCourier, openParking, readAccount, readSession } from "../../shared/courier/index.ts";
import type { Vault, WayIn } from "../../shared/vault/index.ts";

/** Leaving a mailbox that is not at work: the homeserver must know, or the account's contacts go on writing to a device that is no more. */

interface Environment {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly random: Random;
  readonly afterPoll: () => Promise<void>;
}

const silent = { onEvent: () => undefined, onLine: () => undefined, onProblem: () => undefined };

const wasSignedOut = (error: unknown): boolean => isFederpostError(error) && error.code === "signed_out";

/**
 * Takes this device out of the account and ends its session, without receiving or sending letters.
 * @throws FederpostError `locked`, `offline` and its like; then everything is as it was.
 */
export async function signOutStopped(environment: Environment, way: WayIn | null): Promise<void> {
  const { vault } = environment;
  if ((await readSession(vault)) === null) return;
  if (vault.lockState === "locked") throw new FederpostError("locked", "The mailbox is locked; unlock it first.");
  // A device that still waits to be let in stands in no document.
  if ((await readAccount(vault)) === null) return logOut(environment);
  const courier = await openCourier({ ...environment, ...silent });
  try {
    await courier.signOut(way);
  } catch (error) {
    if (!wasSignedOut(error)) throw error;
  } finally {
    await courier.stop();
  }
}

/** Ends the session at the homeserver, locked or not. False: it could not be told. True where there was none to end. */
export async function endSession(environment: Environment): Promise<boolean> {
  if ((await readSession(environment.vault)) === null) return true;
  return logOut(environment).then(() => true, wasSignedOut);
}

async function logOut(environment: Environment): Promise<void> {
  const parking = await openParking({ ...environment, ...silent, onParked: () => undefined });
  try {
    await parking.logout();
  } finally {
    await parking.stop();
  }
}
