import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Homeserver, startHomeserver } from "../../scripts/homeserver/index.ts";
import { openMailbox, type TestMailbox } from "../courier/mailbox.ts";
import { type Portal, startPortal } from "../portal/index.ts";
import type { Actor } from "./actor.ts";
import { ChromiumPage, launchBrowser, type Page, until } from "./driver/index.ts";
import { findLeaks } from "./leaks.ts";
import { createNarrator } from "./narrator.ts";
import { chooseThread, openInbox } from "./steps/letters.ts";
import { approve } from "./steps/portal.ts";
import { chooseLock, keepRecoveryKey, readRecoveryKey } from "./steps/set-up.ts";
import { openPopup, signIn } from "./steps/sign-in.ts";

const passphrase = "drei alte Kähne am Ufer";
const picturesDir = process.env.FEDERPOST_PICTURES ?? null;

describe.each(["chromium", "firefox"] as const)("a mailbox with a lock in %s", (browser) => {
  let dir: string;
  let homeserver: Homeserver;
  let portal: Portal;
  let clerk: TestMailbox;
  let citizen: Actor;
  let inbox: Page;
  let recoveryKey: string;
  const narrator = createNarrator({
    say: () => undefined,
    picturesDir: picturesDir === null ? null : join(picturesDir, browser),
  });

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "federpost-lock-"));
    homeserver = await startHomeserver({ dir: join(dir, "homeserver"), rateLimits: "raised" });
    portal = await startPortal();
    const account = async (user: string) => {
      const password = randomBytes(12).toString("base64url");
      return { ...(await homeserver.createUser({ user, password })), password };
    };
    const [office, person] = [await account("bauamt"), await account("erika")];
    clerk = await openMailbox({ homeserver: homeserver.url, ...office });
    await clerk.courier.round();
    const about = { domain: new URL(portal.origin).host, name: "Bauamt" };
    portal.setWellKnown(await clerk.courier.domainFile(about, null));
    const launched = await launchBrowser({ browser, dir: join(dir, "citizen"), language: "de", window: "headless" });
    citizen = { role: "citizen", homeserver, ...person, browser: launched };
  });
  afterAll(async () => {
    await clerk?.close();
    await citizen?.browser.close();
    await portal?.stop();
    await homeserver?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const unlockBy = async (page: Page, words: string): Promise<void> => {
    await page.fill({ testId: "way-passphrase-field" }, words);
    await page.click({ testId: "unlock" });
  };
  const isOpen = (page: Page) => page.see({ testId: "connection", data: { state: "online" } });
  const letterFromClerk = async (): Promise<string> => {
    const subject = `Bescheid ${randomBytes(6).toString("hex")}`;
    await clerk.send(clerk.account === citizen.userId ? null : (citizen.userId as typeof clerk.account), {
      subject,
      text: "Ihr Antrag ist bewilligt.",
    });
    for (let i = 0; i < 3; i++) await clerk.courier.round();
    return subject;
  };
  const badgeSays = (wanted: (text: string) => boolean): Promise<string> =>
    until(
      async () => {
        const text = await citizen.browser.badge();
        return wanted(text) ? text : null;
      },
      () => "The badge does not say it",
    );

  it("shows the recovery key, refuses a group that was copied wrongly, and opens after a passphrase was chosen", async () => {
    const first = await openPopup(citizen);
    await first.close();
    const page = await openInbox(citizen);
    await fillSignIn(page);
    await page.see({ testId: "recovery-key" });
    await narrator.picture(page, "recovery-key");
    const shown = await readRecoveryKey(page);
    await page.click({ testId: "recovery-written" });
    await page.see({ testId: "recovery-confirm" });
    for (let group = 1; group <= 7; group++) {
      const field = { testId: `recovery-group-${group}` };
      if ((await page.count(field)) > 0) await page.fill(field, "22222");
    }
    await page.click({ testId: "recovery-confirm" });
    await page.see({ css: ".problem", which: "first" });
    await narrator.picture(page, "recovery-wrong");
    await page.click({ testId: "recovery-again" });
    expect(await readRecoveryKey(page)).toBe(shown);
    recoveryKey = await keepRecoveryKey(page);
    await page.see({ testId: "first-run-lock" });
    await page.fill({ testId: "new-passphrase" }, "zu kurz");
    await page.click({ testId: "lock-done" });
    await page.see({ css: ".problem" });
    await narrator.picture(page, "choose-lock");
    await page.fill({ testId: "new-passphrase" }, passphrase);
    await page.fill({ testId: "repeat-passphrase" }, passphrase);
    await page.click({ testId: "lock-done" });
    await isOpen(page);
    await narrator.picture(page, "inbox-with-lock");
    inbox = page;
  });

  it("locks in every page at once, counts what comes meanwhile, and shows it after unlocking", async () => {
    const before = await letterFromClerk();
    await chooseThread(inbox, before);
    const popup = await openPopup(citizen);
    await isOpen(popup);
    await inbox.click({ testId: "lock-mailbox" });
    for (const page of [inbox, popup]) await page.see({ testId: "locked" });
    expect(await inbox.read({ css: "body" })).not.toContain(before);
    const options = await citizen.browser.open(citizen.browser.extensionUrl("options.html"));
    await options.see({ testId: "locked" });
    await options.close();
    await clerk.send(null, { thread: (await clerk.threads())[0]!.thread, text: "Nachtrag, im Schrank" });
    await clerk.courier.round();
    await badgeSays((text) => Number(text) > 0);
    await popup.see({ testId: "parked", text: "noch verschlüsselt" });
    await unlockBy(popup, "falsche Passphrase");
    await popup.see({ testId: "error" });
    await unlockBy(popup, passphrase);
    await isOpen(popup);
    await popup.close();
    await isOpen(inbox);
    await chooseThread(inbox, before);
    await inbox.see({ testId: "letter", which: "last" });
    await badgeSays((text) => text === "2" || text === "1");
  });

  it("stays as it is when everything is killed: open when it was open, locked when it was locked", async () => {
    await citizen.browser.killBackground("all");
    const open = await openInbox(citizen);
    await isOpen(open);
    await open.click({ testId: "lock-mailbox" });
    await open.see({ testId: "locked" });
    await citizen.browser.killBackground("all");
    const still = await openInbox(citizen);
    await still.see({ testId: "locked" });
    await still.close();
    await unlockBy(open, passphrase);
    await isOpen(open);
    await open.close();
  });

  it("opens by the recovery key as people type it, and says which group is wrong", async () => {
    const page = await openInbox(citizen);
    await page.click({ testId: "lock-mailbox" });
    await page.click({ testId: "way-recovery" });
    const groups = recoveryKey.split("-");
    const wrong = [...groups.slice(0, 3), groups[4], ...groups.slice(4)].join(" ");
    await page.fill({ testId: "way-recovery-field" }, wrong);
    await page.click({ testId: "unlock" });
    await page.see({ css: ".problem", text: "Gruppe 4" });
    await narrator.picture(page, "unlock-recovery-wrong");
    await page.fill({ testId: "way-recovery-field" }, groups.join(" ").toLowerCase().replaceAll("0", "o"));
    await page.click({ testId: "unlock" });
    await isOpen(page);
    await page.close();
  });

  it("makes who guesses wait, longer than a restart of the browser lasts", async () => {
    const page = await openInbox(citizen);
    await page.click({ testId: "lock-mailbox" });
    await page.see({ testId: "locked" });
    for (let i = 0; i < 5; i++) {
      await unlockBy(page, `geraten ${i}`);
      await page.see({ testId: "error" });
      const shown = await page.read({ testId: "error" });
      if (/Sekunden?/.test(shown)) break;
    }
    await page.see({ testId: "error", text: "Sekunde" });
    await narrator.picture(page, "guesses");
    await citizen.browser.close();
    const again = await launchBrowser({ browser, dir: join(dir, "citizen"), language: "de", window: "headless" });
    citizen = { ...citizen, browser: again };
    inbox = await openInbox(citizen);
    await inbox.see({ testId: "locked" });
    // Waits are of seconds here; the person tries until the mailbox lets them.
    await until(
      async () => {
        await unlockBy(inbox, passphrase);
        await until(
          async () =>
            (await inbox.count({ testId: "error" })) + (await inbox.count({ testId: "connection" })) > 0 ? true : null,
          () => "Nothing came of unlocking",
        );
        return (await inbox.count({ testId: "connection" })) > 0 ? true : null;
      },
      () => "The right passphrase never opened it",
    );
  });

  it("lets a page wait for unlocking in its own window, and then asks what it always asks", async () => {
    await inbox.click({ testId: "lock-mailbox" });
    await inbox.see({ testId: "locked" });
    const page = await citizen.browser.open(portal.url);
    const asked = await askedBy(page);
    await asked.see({ testId: "unlock-for" });
    await narrator.picture(asked, "unlock-for-page");
    await unlockBy(asked, passphrase);
    await approve(citizen, { kind: "access", origin: portal.origin, shows: [] }, narrator);
    await page.close();
  });
  const askedBy = async (page: Page): Promise<Page> => {
    await page.see({ testId: "connection" });
    await page.fill({ css: "#applicant" }, "Erika Mustermann");
    await page.fill({ css: "#plot" }, "Flur 7");
    await page.fill({ css: "#description" }, "Ein Carport");
    await page.click({ testId: "send" });
    return citizen.browser.page(citizen.browser.extensionUrl("consent.html"));
  };

  it("changes its passphrase only for who shows a way in, removes ways, and never the last", async () => {
    const options = await citizen.browser.open(citizen.browser.extensionUrl("options.html"));
    await options.see({ testId: "way", data: { kind: "passphrase", set: "true" } });
    await narrator.picture(options, "options-lock");
    await options.click({ testId: "set-passphrase" });
    await options.fill({ testId: "way-passphrase-field", inside: { testId: "way-dialog" } }, "nicht meine Passphrase");
    await options.fill({ testId: "new-passphrase" }, "vier ganz andere Worte");
    await options.fill({ testId: "repeat-passphrase" }, "vier ganz andere Worte");
    await options.click({ testId: "way-done" });
    await options.see({ testId: "error" });
    await narrator.picture(options, "way-dialog");
    await options.fill({ testId: "way-passphrase-field", inside: { testId: "way-dialog" } }, passphrase);
    await options.click({ testId: "way-done" });
    await options.miss({ testId: "way-dialog" });
    await options.click({ testId: "remove-recovery" });
    await options.fill({ testId: "way-passphrase-field", inside: { testId: "way-dialog" } }, "vier ganz andere Worte");
    await options.click({ testId: "way-done" });
    await options.see({ testId: "way", data: { kind: "recovery", set: "false" } });
    await options.miss({ testId: "remove-passphrase" });
    const reminded = await openInbox(citizen);
    await reminded.see({ testId: "first-run" });
    await reminded.click({ testId: "recovery-later" });
    await reminded.see({ testId: "recovery-reminder" });
    await narrator.picture(reminded, "reminder");
    await reminded.close();
    await options.click({ testId: "lock-now" });
    await options.see({ testId: "locked" });
    await unlockBy(options, passphrase);
    await options.see({ testId: "error" });
    await unlockBy(options, "vier ganz andere Worte");
    await options.see({ testId: "lock" });
    await options.close();
  });

  it("leaves neither passphrase nor recovery key in the profile", async () => {
    const secrets = [passphrase, recoveryKey, recoveryKey.replaceAll("-", "")].map((text) => Buffer.from(text));
    expect(await findLeaks([{ dir: citizen.browser.profileDir }], secrets)).toEqual([]);
    // The same search finds what does lie there.
    expect(await findLeaks([{ dir: citizen.browser.profileDir }], [Buffer.from("recovery")])).not.toEqual([]);
  });

  it("starts anew for who has lost every way in, every device and the recovery key", async () => {
    inbox = await openInbox(citizen);
    await inbox.click({ testId: "lock-mailbox" });
    await inbox.click({ testId: "erase" });
    await inbox.see({ testId: "erase-dialog" });
    await narrator.picture(inbox, "erase");
    await inbox.click({ testId: "erase-confirm" });
    await fillSignIn(inbox);
    await inbox.see({ testId: "waiting" });
    await narrator.picture(inbox, "waiting-without-device");
    await inbox.click({ testId: "anew-open" });
    await inbox.click({ testId: "anew-sure" });
    await narrator.picture(inbox, "start-anew");
    await inbox.click({ testId: "anew-confirm" });
    recoveryKey = await keepRecoveryKey(inbox);
    await chooseLock(inbox, { kind: "none" });
    await isOpen(inbox);
    await inbox.miss({ testId: "thread-row" });
  });

  it("comes back by the recovery key alone after signing out on the last device", async () => {
    const options = await citizen.browser.open(citizen.browser.extensionUrl("options.html"));
    await options.click({ testId: "sign-out" });
    await options.miss({ testId: "sign-out-no-recovery" });
    await options.click({ testId: "sign-out-confirm" });
    await options.see({ testId: "set-up" });
    await options.close();
    const page = await openInbox(citizen);
    await fillSignIn(page);
    await page.see({ testId: "recover-key" });
    await narrator.picture(page, "back-after-signing-out");
    await page.fill({ testId: "recover-key" }, recoveryKey);
    await page.click({ testId: "recover-action" });
    await chooseLock(page, { kind: "none" });
    await isOpen(page);
  });
  const fillSignIn = async (page: Page): Promise<void> => {
    await page.fill({ testId: "sign-in-homeserver" }, homeserver.url);
    await page.fill({ testId: "sign-in-user" }, citizen.user);
    await page.fill({ testId: "sign-in-password" }, citizen.password);
    await page.click({ testId: "sign-in" });
  };
});

describe("a mailbox locked by a passkey in chromium", () => {
  it("is made, locked, and opened by the authenticator, and by nothing else", async () => {
    const dir = await mkdtemp(join(tmpdir(), "federpost-passkey-"));
    const homeserver = await startHomeserver({ dir: join(dir, "homeserver"), rateLimits: "raised" });
    const password = randomBytes(12).toString("base64url");
    const { userId } = await homeserver.createUser({ user: "erika", password });
    const browser = await launchBrowser({
      browser: "chromium",
      dir: join(dir, "citizen"),
      language: "de",
      window: "headless",
    });
    try {
      const citizen: Actor = { role: "citizen", user: "erika", userId, password, homeserver, browser };
      const quiet = createNarrator({ say: () => undefined, picturesDir: null });
      const inbox = await signIn(citizen, quiet, { kind: "none" });
      if (!(inbox instanceof ChromiumPage)) throw new Error("not Chromium");
      await inbox.addAuthenticator();
      await inbox.goTo(browser.extensionUrl("options.html"));
      await inbox.see({ testId: "open-to-all" });
      await inbox.click({ testId: "set-passkey" });
      await inbox.click({ testId: "way-done" });
      await inbox.see({ testId: "way", data: { kind: "passkey", set: "true" } });
      await inbox.see({ testId: "way", data: { kind: "device", set: "false" } });
      await inbox.click({ testId: "lock-now" });
      await inbox.see({ testId: "locked" });
      await browser.killBackground("all");
      await inbox.goTo(browser.extensionUrl("inbox.html"));
      await inbox.see({ testId: "locked" });
      await inbox.click({ testId: "unlock" });
      await inbox.see({ testId: "connection", data: { state: "online" } });
      // A tab without the authenticator has nothing to show.
      await inbox.click({ testId: "lock-mailbox" });
      const other = await browser.open(browser.extensionUrl("inbox.html"));
      if (!(other instanceof ChromiumPage)) throw new Error("not Chromium");
      await other.addAuthenticator();
      await other.click({ testId: "unlock" });
      await other.see({ testId: "error" });
      await inbox.see({ testId: "locked" });
    } finally {
      await browser.close();
      await homeserver.stop();
      await rm(dir, { recursive: true, force: true });
    }
  });
});
