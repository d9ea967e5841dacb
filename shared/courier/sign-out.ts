import type { WayIn } from "../vault/index.ts";
import { reissue } from "./account.ts";
import type { Desk } from "./desk.ts";
import { adoptPublished } from "./own-document.ts";
import { publish } from "./pairing.ts";

/** The account's document goes on without this device, so that nobody writes into the void; then the homeserver forgets it. */
export async function signOut(desk: Desk, way: WayIn | null): Promise<void> {
  await adoptPublished(desk);
  const anew = await reissue(desk, { way, devices: { without: desk.self.deviceId } });
  desk.self = { ...desk.self, ...anew };
  await publish(desk);
  await desk.transport.logout();
}
