import * as v from "valibot";

/** The part of the panel channel that is about the archive and coming back by the recovery key. */

/** Method -> schema of its parameters. */
export const archiveParams = {
  /** Lets this waiting device in by the recovery key. `others`: whether the account's other devices are lost and go. */
  "waiting.recover": v.strictObject({
    recoveryKey: v.pipe(v.string(), v.maxLength(200)),
    others: v.picklist(["stay", "lost"]),
  }),
  "archive.read": v.strictObject({}),
  /** The person has seen what the archive had to say. */
  "archive.acknowledge": v.strictObject({}),
  /** Restores from an archive that is older than one that was seen. */
  "archive.takeOlder": v.strictObject({}),
} as const;

/** How far a restore has come. */
export type RestoringView =
  | { readonly kind: "running" }
  /** The homeserver shows an older archive than was seen; the person decides. `atMs`: what it shows is of then. */
  | { readonly kind: "older"; readonly atMs: number | null }
  | {
      readonly kind: "done";
      readonly letters: number;
      readonly atMs: number | null;
      /** Parts that were missing or changed. */
      readonly damaged: readonly { readonly name: string; readonly letters: number }[];
      readonly tamperedIndexes: number;
    };

export interface ArchiveStateView {
  /** When this device's changes last went into the archive; null before the first. */
  readonly savedAtMs: number | null;
  /** Changes that are not in it yet. */
  readonly waiting: number;
  readonly sizeBytes: number;
  readonly recoverySinceMs: number | null;
  /** The homeserver showed an older archive than had been seen there before, at this time. */
  readonly rolledBackAtMs: number | null;
  readonly restoring: RestoringView | null;
}
