import { readFile } from "node:fs/promises";
import { unzipSync } from "fflate";
import type { Page } from "./driver/index.ts";
import { letterText, type Office, passphrase, seeLetter, unlock } from "./j7-office.ts";
import type { Narrator } from "./narrator.ts";

/** What the pages of J7 show of the administrator's rules: none, wrong ones, right ones, and another homeserver. */

export async function missRules(office: Office, version: string, narrator: Narrator): Promise<void> {
  await narrator.step(
    "The policy installs the extension and no rules arrive: it does not work, and says so",
    async () => {
      await office.start({ xpi: version, changed: "no_rules" });
      const page = await office.openInbox();
      await page.see({ testId: "blocked", data: { why: "policy_missing" } });
      await narrator.picture(page, "policy-missing");
      if ((await page.count({ testId: "leave" })) > 0) throw new Error("Nobody is signed in who could leave");
      await page.close();
    },
  );
}

export async function sayWhatIsWrong(office: Office, version: string, narrator: Narrator): Promise<void> {
  await narrator.step("Rules with an error: the mailbox stops, and its page says which field is wrong", async () => {
    await office.start({ xpi: version, changed: { minimumVersion: "neueste" } });
    const page = await office.openInbox();
    await page.see({ testId: "blocked", data: { why: "policy_invalid" } });
    await page.see({ testId: "policy-fault", data: { field: "minimumVersion" } });
    await narrator.picture(page, "policy-invalid");
    await page.close();
  });
  await narrator.step("The administrator mends them, and the settings show what is decided", async () => {
    await office.start({ xpi: version, changed: decided });
    const page = await office.openInbox();
    await unlock(page);
    await seeLetter(page);
    await page.see({ testId: "short-of", data: { level: "substantial" }, inside: { testId: "party" } });
    await narrator.picture(page, "below-level");
    await page.close();
    await seeRules(office, narrator);
  });
}

const decided = {
  blockedPortals: ["https://alt.stadt.example"],
  minimumAssurance: "substantial",
  retentionDays: 90,
  audience: "agency",
};

async function seeRules(office: Office, narrator: Narrator): Promise<void> {
  const page = await office.browser.open(office.browser.extensionUrl("options.html"));
  await page.see({ testId: "retention-prescribed" });
  for (const field of [...Object.keys(decided), "homeserver", "featuresOff"])
    await page.see({ testId: "policy-rule", data: { field } });
  if ((await page.count({ testId: "close-account" })) > 0) throw new Error("An agency's clerk can close the account");
  await narrator.picture(page, "rules-in-settings");
  await page.close();
}

export async function leaveElsewhere(office: Office, version: string, narrator: Narrator): Promise<void> {
  const step = "The administrator prescribes another homeserver: the clerk saves the letters and signs out";
  await narrator.step(step, async () => {
    await office.start({ xpi: version, changed: { homeserver: "matrix.woanders.example" } });
    const page = await office.openInbox();
    await page.see({ testId: "blocked", data: { why: "other_homeserver" } });
    await page.fill({ testId: "way-passphrase-field" }, passphrase);
    await page.click({ testId: "unlock" });
    await page.see({ testId: "export-letters" });
    await narrator.picture(page, "other-homeserver");
    await seeSaved(await office.browser.download(() => page.click({ testId: "export-letters" })));
    await signOut(page);
    await page.see({ css: "[data-testid=sign-in-homeserver][disabled]" });
    await page.close();
  });
}

async function seeSaved(file: string): Promise<void> {
  const texts = Object.values(unzipSync(await readFile(file))).map((bytes) => new TextDecoder().decode(bytes));
  if (!texts.some((text) => text.includes(letterText))) throw new Error("The letter is not in what was saved");
}

async function signOut(page: Page): Promise<void> {
  await page.click({ testId: "sign-out" });
  await page.fill({ testId: "way-passphrase-field", inside: { testId: "sign-out-dialog" } }, passphrase);
  await page.click({ testId: "sign-out-confirm" });
}
