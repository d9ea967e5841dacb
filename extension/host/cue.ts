import * as v from "valibot";
import { type Cue, cueSchema } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";

/**
 * The person's secret sign. It lies under the device's seal: it must be there while the mailbox is locked, where somebody is asked
 * for a passphrase.
 */

const key = "cue";

/** The sign, or null where none was chosen. */
export async function readCue(vault: Pick<Vault, "read">): Promise<Cue | null> {
  const parsed = v.safeParse(cueSchema, (await vault.read("settings", key))?.value);
  return parsed.success ? parsed.output : null;
}

export const writeCue = (vault: Pick<Vault, "commit">, cue: Cue | null): Promise<void> =>
  vault.commit([
    cue === null
      ? { store: "settings", key, remove: true }
      : { store: "settings", key, put: { phrase: cue.phrase, picture: cue.picture.map((piece) => ({ ...piece })) } },
  ]);
