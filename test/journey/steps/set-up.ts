import type { Actor } from "../actor.ts";
import type { Page } from "../driver/index.ts";
import type { Narrator } from "../narrator.ts";

/** What the person chooses as the lock of their device. */
export type LockChoice = { readonly kind: "none" } | { readonly kind: "passphrase"; readonly passphrase: string };

/** The recovery key that is shown, as a person reads it off the page. */
export const readRecoveryKey = async (page: Page): Promise<string> => {
  const groups = (await page.read({ testId: "recovery-key" })).match(/\b[0-9A-Z]{5}\b/g) ?? [];
  if (groups.length !== 7) throw new Error(`The recovery key has ${groups.length} groups`);
  return groups.join("-");
};

/** Writes the shown recovery key down and types the groups that are asked for. Returns the key. */
export const keepRecoveryKey = async (page: Page): Promise<string> => {
  const recoveryKey = await readRecoveryKey(page);
  const groups = recoveryKey.split("-");
  await page.click({ testId: "recovery-written" });
  await page.see({ testId: "recovery-confirm" });
  for (const [i, group] of groups.entries()) {
    const field = { testId: `recovery-group-${i + 1}` };
    // As people type: small letters.
    if ((await page.count(field)) > 0) await page.fill(field, group.toLowerCase());
  }
  await page.click({ testId: "recovery-confirm" });
  return recoveryKey;
};

const sheets = new Map<string, string>();

/** The sheet of paper on which a person has their recovery key. */
export const sheetOf = ({ userId }: Pick<Actor, "userId">): string => {
  const recoveryKey = sheets.get(userId);
  if (recoveryKey === undefined) throw new Error("This person has written no recovery key down");
  return recoveryKey;
};

/** The first-run steps after signing in. Returns the recovery key. */
export const setUp = async (
  page: Page,
  lock: LockChoice,
  { actor, narrator }: { readonly actor: Actor; readonly narrator: Narrator },
): Promise<string> => {
  await page.see({ testId: "recovery-key" });
  await narrator.picture(page, `${actor.role}-recovery-key`);
  const recoveryKey = await keepRecoveryKey(page);
  sheets.set(actor.userId, recoveryKey);
  await chooseLock(page, lock, () => narrator.picture(page, `${actor.role}-choose-lock`));
  return recoveryKey;
};

/** The last of the first-run steps. */
export const chooseLock = async (
  page: Page,
  lock: LockChoice,
  beforeDone: () => Promise<void> = async () => undefined,
): Promise<void> => {
  await page.see({ testId: "first-run-lock" });
  await page.click({ testId: `lock-${lock.kind}` });
  if (lock.kind === "passphrase") {
    await page.fill({ testId: "new-passphrase" }, lock.passphrase);
    await page.fill({ testId: "repeat-passphrase" }, lock.passphrase);
  }
  await beforeDone();
  await page.click({ testId: "lock-done" });
};
