import { randomFillSync, randomUUID } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BenchLine } from "../../scripts/benches.ts";
import { fileApplication } from "../journey/acts.ts";
import { type Application, inventApplication } from "../journey/application.ts";
import { type Page, until } from "../journey/driver/index.ts";
import type { Scene } from "../journey/scene.ts";
import { chooseThread, openInbox, openNewest, saveAttachment } from "../journey/steps/letters.ts";
import { submitForm } from "../journey/steps/portal.ts";
import { extensionProcess, type MemoryUse, pageProcess, watchMemory } from "./browser-memory.ts";
import { median } from "./measure.ts";

/**
 * A large file from the town's portal through the extension to the agency, and out of the other side's inbox: how long each
 * stretch takes a person, and what the processes hold meanwhile. Twice the size shows what grows with it.
 */

const patienceMs = 300_000;

interface Size {
  readonly mebibytes: number;
  readonly rounds: number;
}

const sizes: readonly Size[] = [
  { mebibytes: 100, rounds: 3 },
  { mebibytes: 200, rounds: 1 },
];

async function makeApplication(dir: string, mebibytes: number): Promise<Application> {
  await mkdir(dir, { recursive: true });
  const bytes = randomFillSync(Buffer.alloc(mebibytes << 20));
  const name = `plans ${randomUUID()}.bin`;
  const path = join(dir, name);
  await writeFile(path, bytes);
  const application = await inventApplication({ text: null, filePath: null, dir });
  return { ...application, files: [{ name, path, bytes }] };
}

interface Seen {
  readonly submittedAtMs: number;
  /** When the page first showed each state of its newest letter. */
  readonly states: Readonly<Record<string, number>>;
}

/** Notes in the portal's page when the form is submitted and when its newest letter changes its state. */
const noteInPage = (portal: Page): Promise<void> =>
  portal.evaluate(() => {
    const seen = { submittedAtMs: 0, states: {} as Record<string, number> };
    Object.assign(globalThis, { seen });
    const note = () => {
      seen.submittedAtMs = Date.now();
    };
    document.querySelector("form")?.addEventListener("submit", note, { capture: true, once: true });
    const letters = document.querySelector("#letters");
    const known = letters?.children.length ?? 0;
    const look = () => {
      const last = letters?.lastElementChild;
      if (letters === null || letters.children.length <= known || !(last instanceof HTMLElement)) return;
      seen.states[last.dataset.state ?? ""] ??= Date.now();
    };
    if (letters !== null) new MutationObserver(look).observe(letters, { childList: true });
  }, null);

const seenInPage = (portal: Page): Promise<Seen> =>
  portal.evaluate(() => (globalThis as unknown as { readonly seen: Seen }).seen, null);

interface Way {
  readonly stagingMs: number;
  readonly withServerMs: number;
  readonly providedMs: number;
}

/** The citizen submits, reads the question and approves; answers when the agency's mailbox has the letter. */
async function sendLarge({ citizen }: Scene, portal: Page, application: Application): Promise<Way> {
  const { browser } = citizen;
  await noteInPage(portal);
  await submitForm(portal, application);
  const consent = await until(
    async () => {
      const url = (await browser.urls()).find((each) => each.startsWith(browser.extensionUrl("consent.html")));
      return url === undefined ? null : browser.page(url);
    },
    () => "The person was not asked",
    patienceMs,
  );
  await consent.see({ testId: "question", data: { kind: "send" } });
  const askedAtMs = Date.now();
  await consent.see({ testId: "decide", data: { live: "true" } });
  const approvedAtMs = Date.now();
  await consent.click({ testId: "approve" });
  const { submittedAtMs, states } = await until(
    async () => {
      const seen = await seenInPage(portal);
      return seen.states.provided === undefined ? null : seen;
    },
    () => "The letter did not arrive",
    patienceMs,
  );
  // A page that is told of both at once never shows the first.
  const withServerAtMs = states.with_server ?? states.provided ?? Number.NaN;
  return {
    stagingMs: askedAtMs - submittedAtMs,
    withServerMs: withServerAtMs - approvedAtMs,
    providedMs: (states.provided ?? Number.NaN) - approvedAtMs,
  };
}

/** The clerk opens the letter and saves its file. Milliseconds from the click to the file on disk. */
async function saveLarge({ clerk }: Scene, inbox: Page, application: Application): Promise<number> {
  await chooseThread(inbox, application.plot);
  await openNewest(inbox);
  const [file] = application.files;
  if (file === undefined) throw new Error("There is no file");
  const started = performance.now();
  const path = await saveAttachment(clerk, inbox, file.name);
  const savedMs = performance.now() - started;
  if (!(await readFile(path)).equals(file.bytes)) throw new Error("Other bytes arrived than were sent");
  return savedMs;
}

interface Watched<T> {
  readonly result: T;
  readonly use: readonly MemoryUse[];
}

async function watched<T>(pids: readonly number[], work: () => Promise<T>): Promise<Watched<T>> {
  const stops = await Promise.all(pids.map(watchMemory));
  const end = () => Promise.all(stops.map((stop) => stop()));
  const result = await work().catch(async (cause: unknown) => {
    await end().catch(() => undefined);
    throw cause;
  });
  return { result, use: await end() };
}

const inMebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

function* memoryLines(name: string, uses: readonly MemoryUse[]): Generator<BenchLine> {
  const largest = (pick: (use: MemoryUse) => number) => inMebibytes(Math.max(...uses.map(pick)));
  const line = (what: string, value: number) => ({ name: `${name}/${what}`, value, unit: "MiB", rounds: uses.length });
  // Later rounds begin with what the ones before left to be collected.
  yield line("before PSS", inMebibytes(Math.min(...uses.map(({ beforePssBytes }) => beforePssBytes))));
  yield line(
    "peak PSS",
    largest(({ peakPssBytes }) => peakPssBytes),
  );
  yield line(
    "peak RSS",
    largest(({ peakRssBytes }) => peakRssBytes),
  );
}

interface Watching {
  readonly portal: Page;
  readonly inbox: Page;
  readonly sending: Readonly<Record<string, number>>;
  readonly saving: Readonly<Record<string, number>>;
}

async function* sendAndSave(scene: Scene, watching: Watching, { mebibytes, rounds }: Size): AsyncGenerator<BenchLine> {
  const { portal, inbox } = watching;
  const [sending, saving] = [Object.entries(watching.sending), Object.entries(watching.saving)];
  const sent: Watched<Way>[] = [];
  const saved: Watched<number>[] = [];
  const pids = (processes: readonly (readonly [string, number])[]) => processes.map(([, pid]) => pid);
  for (let round = 1; round <= rounds; round++) {
    const application = await makeApplication(join(scene.dir, "sent"), mebibytes);
    sent.push(await watched(pids(sending), () => sendLarge(scene, portal, application)));
    saved.push(await watched(pids(saving), () => saveLarge(scene, inbox, application)));
  }
  const name = `portal-${mebibytes}MB`;
  const time = (what: string, times: readonly number[]): BenchLine => ({
    name: `${name}/${what}/chromium`,
    value: Math.round(median(times)),
    unit: "ms",
    rounds,
  });
  const ways = sent.map(({ result }) => result);
  yield time(
    "submit to question",
    ways.map(({ stagingMs }) => stagingMs),
  );
  yield time(
    "approve to with the server",
    ways.map(({ withServerMs }) => withServerMs),
  );
  yield time(
    "approve to provided",
    ways.map(({ providedMs }) => providedMs),
  );
  yield time(
    "click to saved",
    saved.map(({ result }) => result),
  );
  const column = (uses: readonly Watched<unknown>[], index: number) =>
    uses.flatMap(({ use }) => use.slice(index, index + 1));
  for (const [i, [process]] of sending.entries())
    yield* memoryLines(`${name}/sending, ${process}/chromium`, column(sent, i));
  for (const [i, [process]] of saving.entries())
    yield* memoryLines(`${name}/saving, ${process}/chromium`, column(saved, i));
}

/** Measures after a small application, by which the page got its permission. */
export async function* largeAttachment(scene: Scene): AsyncGenerator<BenchLine> {
  const { citizen, clerk, dir } = scene;
  const small = await inventApplication({ text: null, filePath: null, dir: join(dir, "sent") });
  const portal = await fileApplication(scene, small);
  const inbox = await openInbox(clerk);
  const watching = {
    portal,
    inbox,
    sending: {
      extension: await extensionProcess(citizen.browser),
      "portal page": await pageProcess(citizen.browser, portal),
      browser: citizen.browser.pid,
    },
    saving: { extension: await extensionProcess(clerk.browser), browser: clerk.browser.pid },
  };
  for (const size of sizes) yield* sendAndSave(scene, watching, size);
  await portal.close();
  await inbox.close();
}
