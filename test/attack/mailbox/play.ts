import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { BrowserName } from "../../../scripts/setup/index.ts";
import type { ThreadView } from "../../../shared/protocol/index.ts";
import { answerApplication } from "../../journey/acts.ts";
import { type Application, inventApplication, secretsOf } from "../../journey/application.ts";
import { type Page, until } from "../../journey/driver/index.ts";
import { readThreads } from "../../journey/export.ts";
import { inventDecision } from "../../journey/journey.ts";
import { findLeaks } from "../../journey/leaks.ts";
import { createNarrator } from "../../journey/narrator.ts";
import { openScene, type Scene } from "../../journey/scene.ts";
import { openNewest } from "../../journey/steps/letters.ts";
import { approve, openPortal, seeStatus, submitForm } from "../../journey/steps/portal.ts";
import { openPopup } from "../../journey/steps/sign-in.ts";
import { loadingText, startCanary } from "./canary.ts";
import { overhear, type Secret, secretsOfVault, storageAreas } from "./secrets.ts";
import { startWatchingProxy } from "./watching-proxy.ts";

/** What a journey with a hostile letter left to be seen. */
export interface Played {
  /** Receipts for the letter before anybody opened it, after everything that could show it had. */
  readonly beforeOpening: readonly string[];
  readonly letter: LetterOnScreen;
  /** Requests that only the letter's content can have caused. */
  readonly canaryAsked: readonly string[];
  readonly warnedFiles: number;
  readonly saved: readonly { readonly name: string; readonly path: string; readonly isWhole: boolean }[];
  readonly downloadsDir: string;
  /** Hosts that were asked for, and those that the two people named. */
  readonly hosts: readonly string[];
  readonly namedHosts: readonly string[];
  /** Everything that is built into the extension, as text. */
  readonly ourCode: string;
  /** Where a key or a word lies that must not lie there. */
  readonly leaks: readonly string[];
  /** Secrets that were searched for, by what they are. */
  readonly searched: readonly string[];
  /** That the search finds what does lie there. */
  readonly searchWorks: boolean;
}

interface LetterOnScreen {
  readonly tags: readonly string[];
  readonly ran: boolean;
  readonly links: readonly { readonly href: string; readonly rel: string; readonly target: string }[];
}

/** Names that climb out of a folder, read backwards, or bring markup. */
const hostileNames = (mark: string): readonly string[] => [
  `..\\..\\${mark}.html`,
  `Rechnung ${mark}\u202Efdp.exe`,
  `${mark}<img src=x onerror=globalThis.ranFromLetter=true>.svg`,
];

/** A citizen's application that attacks the clerk, the clerk's answer, and a search through everything afterwards. */
export async function play(browser: BrowserName, dir: string): Promise<Played> {
  const [canary, proxy] = [await startCanary(), await startWatchingProxy()];
  const narrator = createNarrator({ say: () => undefined, picturesDir: null });
  const given = { dir: join(dir, "scene"), browser, servers: 1, window: "headless", rateLimits: "raised" } as const;
  const scene = await openScene({ ...given, narrator, proxy: proxy.address });
  try {
    const ears = await Promise.all([scene.citizen, scene.clerk].map(overhear));
    const application = await hostileApplication(canary.origin, join(dir, "sent"));
    const portal = await file(scene, application);
    const inbox = await lookWithoutOpening(scene, application);
    const beforeOpening = await receiptsOf(scene);
    await openNewest(inbox);
    const letter = await inbox.evaluate(lookAtLetter, null);
    const warnedFiles = await inbox.count({ testId: "dangerous" });
    const saved = await save(scene, inbox, application);
    const decision = inventDecision();
    await answerApplication(scene, { portal, inbox }, { subject: application.plot, text: decision });
    const typed = await leaveHalfWritten(scene, inbox);
    const secrets = (await Promise.all([scene.citizen, scene.clerk].map(secretsOfVault))).flat();
    const told = await Promise.all([
      ...ears.map(({ heard }) => heard()),
      ...[scene.citizen, scene.clerk].map(storageAreas),
    ]);
    await writeFile(join(await folder(dir, "told"), "told.json"), told.join("\n"));
    await scene.citizen.browser.close();
    await scene.clerk.browser.close();
    return {
      beforeOpening,
      letter,
      canaryAsked: [...canary.asked],
      warnedFiles,
      saved,
      downloadsDir: scene.clerk.browser.downloadsDir,
      hosts: [...proxy.hosts],
      namedHosts: [...scene.homeservers.map(({ url }) => url), scene.portal.origin].map((url) => new URL(url).host),
      ourCode: await readAll(scene.clerk.browser.extensionDir),
      ...(await search({ scene, dir, application, decision, typed, secrets })),
    };
  } finally {
    await scene.close();
    await proxy.stop();
    await canary.stop();
  }
}

async function readAll(dir: string): Promise<string> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((path) => readFile(path, "latin1")))).join("\n");
}

const folder = async (dir: string, name: string): Promise<string> => {
  await mkdir(join(dir, name), { recursive: true });
  return join(dir, name);
};

async function hostileApplication(canary: string, dir: string): Promise<Application> {
  const usual = await inventApplication({ text: null, filePath: null, dir });
  const [mark = "file"] = usual.plot.split(" ").slice(-1);
  const files = await Promise.all(
    hostileNames(mark).map(async (name, i) => {
      const path = join(await folder(dir, String(i)), name);
      const bytes = Buffer.from(`${name} ${mark}`.repeat(50));
      await writeFile(path, bytes);
      return { name, path, bytes };
    }),
  );
  return { ...usual, text: `${usual.text}\n${loadingText(canary)}`, files };
}

async function file({ citizen, clerk, portal, narrator }: Scene, application: Application): Promise<Page> {
  const page = await openPortal(citizen, portal.url);
  await submitForm(page, application);
  await approve(citizen, { kind: "access", origin: portal.origin, shows: [] }, narrator);
  const shows = [clerk.userId, application.plot];
  await approve(citizen, { kind: "send", origin: portal.origin, shows }, narrator);
  await seeStatus(page, "provided");
  return page;
}

/** Everything that shows a letter without opening it: the popup's list, its thread, the inbox with the thread in it. */
async function lookWithoutOpening({ clerk }: Scene, { plot }: Application): Promise<Page> {
  const popup = await openPopup(clerk);
  await popup.click({ testId: "thread-row", text: plot });
  await popup.click({ testId: "open-inbox" });
  const inbox = await clerk.browser.page(clerk.browser.extensionUrl("inbox.html"));
  await popup.close();
  await inbox.see({ testId: "thread-title", text: plot });
  await inbox.see({ testId: "letter", data: { state: "closed" }, which: "last" });
  return inbox;
}

/** Kinds of the receipts that the clerk's side has stated. */
async function receiptsOf({ clerk }: Scene): Promise<readonly string[]> {
  const threads: readonly ThreadView[] = await readThreads(clerk);
  return threads.flatMap(({ entries }) =>
    entries.flatMap((entry) =>
      entry.kind === "letter" ? entry.receipts.filter(({ by }) => by === clerk.userId).map(({ kind }) => kind) : [],
    ),
  );
}

// Runs in the inbox.
const lookAtLetter = (): LetterOnScreen => {
  const letter = document.querySelector('[data-testid="letter"]:last-of-type') ?? document.body;
  const inText = [...document.querySelectorAll(".letter-text *")].map(({ tagName }) => tagName);
  const links = [...letter.querySelectorAll("a")].map(({ href, rel, target }) => ({ href, rel, target }));
  return { tags: [...new Set(inText)], ran: "ranFromLetter" in globalThis, links };
};

async function save({ clerk }: Scene, inbox: Page, { files }: Application): Promise<Played["saved"]> {
  const saved: Played["saved"][number][] = [];
  for (const [index, { bytes }] of files.entries()) {
    const path = await clerk.browser.download(async () => {
      await inbox.click({
        css: `[data-testid="attachment"]:nth-of-type(${index + 1}) [data-testid="save-attachment"]`,
      });
      await inbox.click({ testId: "save-anyway" });
    });
    saved.push({ name: basename(path), path, isWhole: (await readFile(path)).equals(bytes) });
  }
  return saved;
}

interface Typed {
  /** Half an answer that was never sent. */
  readonly unsent: string;
  /** Typed into a page of the web afterwards. */
  readonly onPage: string;
}

// Firefox writes its tabs down every 15 seconds.
const tabsKeptWithinMs = 90_000;

/**
 * The clerk stops in the middle of an answer. A browser keeps what stands in the fields of its tabs, to restore them: what is typed
 * into a page of the web after that tells when it has done so.
 */
async function leaveHalfWritten({ clerk, portal }: Scene, inbox: Page): Promise<Typed> {
  const [unsent, onPage] = [randomBytes(12).toString("hex"), randomBytes(12).toString("hex")];
  await inbox.fill({ testId: "reply-text" }, `Dazu fehlt noch ${unsent}`);
  const page = await clerk.browser.open(portal.url);
  await page.fill({ css: "textarea" }, onPage);
  await until(
    async () => {
      const found = await findLeaks([{ dir: clerk.browser.profileDir }], [Buffer.from(onPage)]);
      return found.length === 0 ? null : found;
    },
    () => "The browser does not write down what stands in its tabs",
    tabsKeptWithinMs,
  );
  await page.close();
  return { unsent, onPage };
}

interface Searched {
  readonly scene: Scene;
  readonly dir: string;
  readonly application: Application;
  readonly decision: string;
  readonly typed: Typed;
  readonly secrets: readonly Secret[];
}

async function search({ scene, dir, application, decision, typed, secrets }: Searched) {
  const { citizen, clerk, homeservers, portal } = scene;
  const profiles = [citizen, clerk].map(({ browser }) => ({ dir: browser.profileDir }));
  const told = { dir: join(dir, "told") };
  const keys = secrets.map(({ bytes }) => bytes);
  // The homeserver gave out the tokens itself.
  const notTokens = secrets.filter(({ what }) => !/token/i.test(what)).map(({ bytes }) => bytes);
  const words = secretsOf(application, [decision, typed.unsent]);
  const answer = secretsOf({ ...application, applicant: "", plot: "", text: "", files: [] }, [decision]);
  const leaks = [
    ...(await findLeaks([...profiles, told], keys)).map((path) => `a key in ${path}`),
    ...(await findLeaks(homeservers, notTokens)).map((path) => `a key in ${path}`),
    ...(await findLeaks([told, ...homeservers], words)).map((path) => `a word in ${path}`),
    // What the citizen typed into the portal's own page is the browser's to keep.
    ...(await findLeaks([{ dir: clerk.browser.profileDir }], words)).map((path) => `a word in ${path}`),
    ...(await findLeaks([{ dir: citizen.browser.profileDir }], answer)).map((path) => `a word in ${path}`),
  ];
  const there = [
    await findLeaks(homeservers, [Buffer.from(clerk.userId)]),
    await findLeaks([{ dir: citizen.browser.profileDir }], [Buffer.from(portal.origin)]),
    await findLeaks([{ dir: clerk.browser.profileDir }], [Buffer.from(typed.onPage)]),
  ];
  return {
    leaks: leaks.map((leak) => leak.replace(dir, "")),
    searched: secrets.map(({ what }) => what.replace(/\d+/g, "n")),
    searchWorks: there.every((found) => found.length > 0),
  };
}
