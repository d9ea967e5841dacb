import { verifyIdentityDocument } from "../identity/index.ts";
import type { WayIn } from "../vault/index.ts";
import { identityField, reissue, storedSelf } from "./account.ts";
import { documentLifetimeMs } from "./certify.ts";
import type { Desk } from "./desk.ts";
import { needsWayIn } from "./identity-key.ts";

/** The account's document stays published and young. */

const day = 86_400_000;

/** The document, and with it what is due of the certificate, is signed anew a month after it was: by itself where no lock was chosen, else when a way in is presented. */
export async function keepDocument(desk: Desk, way: WayIn | null): Promise<void> {
  const published = await desk.vault.read("session", "published");
  const due = (await documentLeftMs(desk)) < documentLifetimeMs - 30 * day || (await suitesChanged(desk));
  if (due && (way !== null || !(await needsWayIn(desk.vault)))) {
    desk.self = { ...desk.self, ...(await reissue(desk, { way, devices: "same" })) };
    await desk.vault.commit([
      { store: "keys", key: "self", put: storedSelf(desk.self) },
      { store: "session", key: "published", put: false },
    ]);
  } else if (published?.value === true) return;
  await desk.transport.writeProfile(identityField, desk.self.document);
  await desk.vault.commit([{ store: "session", key: "published", put: true }]);
}

/** Whether the document says other suites of this device than it has key packages for: an update brought more. */
async function suitesChanged(desk: Desk): Promise<boolean> {
  const current = await verifyIdentityDocument(desk.self.document);
  const own = current?.devices.find(({ deviceId }) => deviceId === desk.self.deviceId);
  return own !== undefined && own.suites?.join() !== desk.engine.suites.join();
}

/** How long the account's document still holds. */
async function documentLeftMs(desk: Desk): Promise<number> {
  const current = await verifyIdentityDocument(desk.self.document);
  return current === null ? Number.POSITIVE_INFINITY : current.expiresAtMs - desk.clock.now();
}

/** Whether the document must be signed anew soon and nobody has come with a way in for long. */
export const documentNeedsWay = async (desk: Desk): Promise<boolean> =>
  (await documentLeftMs(desk)) < documentLifetimeMs - 60 * day && (await needsWayIn(desk.vault));
