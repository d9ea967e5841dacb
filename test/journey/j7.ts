import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Homeserver, startHomeserver } from "../../scripts/homeserver/index.ts";
import type { JourneyOptions } from "../../scripts/journeys.ts";
import { root } from "../../scripts/paths.ts";
import { xpiName } from "../../scripts/rollout/index.ts";
import { untilAskedToEnd } from "../../scripts/wait.ts";
import type { Actor } from "./actor.ts";
import { launchBrowser, type Page } from "./driver/index.ts";
import { letterText, Office, passphrase, type Stage, seeLetter, subject, unlock } from "./j7-office.ts";
import { leaveElsewhere, missRules, sayWhatIsWrong } from "./j7-rules.ts";
import { freshFolder } from "./journey.ts";
import { whyNotManaged } from "./managed.ts";
import { createNarrator, type Narrator } from "./narrator.ts";
import { startPackageServer } from "./package-server.ts";
import { chooseThread, openNewest, writeLetter } from "./steps/letters.ts";
import { keepRecoveryKey } from "./steps/set-up.ts";
import { signIn } from "./steps/sign-in.ts";

/**
 * J7: an agency's administrator has the extension installed by policy from the agency's own server, prescribes what it may do,
 * demands a newer version, which the clerk's browser takes up with everything in the mailbox kept; an older one is not taken, and
 * rules that are missing or have an error stop the mailbox and say what is wrong. Whose mailbox may not be here saves the letters and goes.
 */
export async function walkJ7({ browser, keepDir, say, look }: JourneyOptions): Promise<void> {
  const why = whyNotManaged();
  if (why !== null) throw new Error(`A browser cannot be given a policy of its own here: ${why}`);
  const keepIn = keepDir === null ? null : await freshFolder(keepDir, "J7");
  const dir = keepIn ?? (await mkdtemp(join(tmpdir(), "federpost-rollout-")));
  const picturesDir = keepIn === null ? null : join(keepIn, "pictures");
  const open: (() => Promise<unknown>)[] = [];
  const asked = untilAskedToEnd().then(() => Promise.reject(new Error("ended by a signal")));
  asked.catch(() => undefined);
  try {
    const narrator = createNarrator({ say, picturesDir, ...(look && { look }) });
    await Promise.race([rollOut({ browser, dir, narrator, open }), asked]);
  } finally {
    for (const end of open.reverse()) await end();
    if (keepIn === null) await rm(dir, { recursive: true, force: true });
    // What the browsers read as the machine's policies lay in a folder of this journey, and only they saw it.
    else
      for (const name of ["chromium", "firefox"])
        await rm(join(dir, `policies-${name}`), { recursive: true, force: true });
  }
}

async function rollOut(stage: Stage): Promise<void> {
  const { dir, narrator, open } = stage;
  const { homeserver, packages } = await narrator.step(
    "A homeserver and the agency's own package server start",
    async () => {
      const started = await startHomeserver({ dir: join(dir, "homeserver"), rateLimits: "real" });
      open.push(() => started.stop());
      const server = await startPackageServer();
      open.push(() => server.stop());
      return { homeserver: started, packages: server };
    },
  );
  const { version: first } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  const second = `${first}.1`;
  packages.publish(first);
  const office = new Office(stage, packages, { homeserver: homeserver.url, lockRequired: true, minimumVersion: first });
  open.push(() => office.close());
  const clerk = await enter("clerk", "bauamt", homeserver);
  await missRules(office, first, narrator);
  await narrator.step(
    "The clerk's browser starts under rules: the policy installs the extension from the package server",
    () => office.start({ xpi: first }),
  );
  await narrator.step("The clerk signs in at the prescribed homeserver, and must choose a lock", () =>
    signInManaged(office, clerk, narrator),
  );
  await narrator.step("A citizen writes; the clerk reads", () => exchange(stage, office, { clerk, homeserver }));
  await update(office, { first, second }, narrator);
  await refuseOlder(office, { first, second }, narrator);
  await sayWhatIsWrong(office, second, narrator);
  await leaveElsewhere(office, second, narrator);
}

type Person = Omit<Actor, "browser">;

async function enter(role: Actor["role"], user: string, homeserver: Homeserver): Promise<Person> {
  const password = randomBytes(12).toString("base64url");
  const { userId } = await homeserver.createUser({ user, password });
  return { role, user, userId, password, homeserver };
}

async function signInManaged(office: Office, clerk: Person, narrator: Narrator): Promise<void> {
  const page = await office.openInbox();
  await page.see({ css: "[data-testid=sign-in-homeserver][disabled]" });
  await narrator.picture(page, "sign-in-prescribed");
  await page.fill({ testId: "sign-in-user" }, clerk.user);
  await page.fill({ testId: "sign-in-password" }, clerk.password);
  await page.click({ testId: "sign-in" });
  await keepRecoveryKey(page);
  await page.see({ testId: "first-run-lock" });
  if ((await page.count({ testId: "lock-none" })) > 0) throw new Error("A lock is prescribed, and none can be chosen");
  await page.fill({ testId: "new-passphrase" }, passphrase);
  await page.fill({ testId: "repeat-passphrase" }, passphrase);
  await page.click({ testId: "lock-done" });
  await page.see({ testId: "connection", data: { state: "online" } });
  await page.close();
}

async function exchange(
  { browser, dir, narrator, open }: Stage,
  office: Office,
  { clerk, homeserver }: { readonly clerk: Person; readonly homeserver: Homeserver },
): Promise<void> {
  const launched = await launchBrowser({ browser, dir: join(dir, "citizen"), language: "de", window: "headless" });
  open.push(() => launched.close());
  const citizen: Actor = { ...(await enter("citizen", "erika.mustermann", homeserver)), browser: launched };
  const inbox = await signIn(citizen, narrator);
  await writeLetter(inbox, clerk.userId, { subject, text: letterText, files: [] });
  const page = await office.openInbox();
  await chooseThread(page, subject);
  if (!(await openNewest(page)).includes(letterText)) throw new Error("The clerk reads another letter");
  await page.close();
}

interface ExtensionGlobal {
  readonly chrome: { readonly runtime: { getManifest(): { readonly version: string } } };
}

const versionOf = (page: Page): Promise<string> =>
  page.evaluate(() => (globalThis as unknown as ExtensionGlobal).chrome.runtime.getManifest().version, null);

async function seeVersion(page: Page, version: string): Promise<void> {
  const found = await versionOf(page);
  if (found !== version) throw new Error(`Version ${found} is installed instead of ${version}`);
}

interface Versions {
  readonly first: string;
  readonly second: string;
}

async function askForUpdate(office: Office, page: Page, narrator: Narrator): Promise<void> {
  await page.see({ testId: "blocked", data: { why: "too_old" } });
  await page.click({ testId: "update-check" });
  if (office.name !== "firefox") return;
  await page.see({ testId: "update-answer", data: { kind: "by_browser" } });
  await narrator.picture(page, "update-by-browser");
}

async function update(office: Office, { first, second }: Versions, narrator: Narrator): Promise<void> {
  await narrator.step("The administrator demands a version that is newer than the installed one", async () => {
    await office.start({ xpi: first, changed: { minimumVersion: second } });
    const page = await office.openInbox();
    await page.see({ testId: "blocked", data: { why: "too_old" } });
    await narrator.picture(page, "too-old");
    await page.close();
  });
  await narrator.step(
    "The newer version is published; the clerk has the browser look for it, and it takes over",
    async () => {
      office.packages.publish(second);
      const page = await office.openInbox();
      // A browser that looks for it by itself just now closes the page before the clerk gets to it.
      await askForUpdate(office, page, narrator).catch((error: unknown) =>
        page.closed().catch(() => {
          throw error;
        }),
      );
      await page.closed();
    },
  );
  await narrator.step("Everything in the mailbox is still there", async () => {
    const page = await office.openInbox();
    await seeVersion(page, second);
    await unlock(page);
    await seeLetter(page);
    await narrator.picture(page, "after-update");
    await page.close();
  });
}

async function refuseOlder(office: Office, { first, second }: Versions, narrator: Narrator): Promise<void> {
  await narrator.step("The older version is published again: the browser does not take it", async () => {
    office.packages.publish(first);
    const before = office.packages.fetched(office.name === "firefox" ? xpiName(first) : "updates.xml");
    await office.start({ xpi: first });
    const page = await office.openInbox();
    while (office.packages.fetched(office.name === "firefox" ? xpiName(first) : "updates.xml") === before)
      await page.see({ testId: "locked" });
    await seeVersion(page, second);
    await unlock(page);
    await seeLetter(page);
    await page.close();
  });
}
