import { setTimeout as wait } from "node:timers/promises";
import { ecThumbprint, generateEcKey } from "../crypto/index.ts";
import { enrol } from "./enrol.ts";
import { AcmeError } from "./failure.ts";
import { type Published, renewalDueMs, spanOf } from "./published.ts";
import {
  publicFile,
  readEnrolmentFile,
  readPublished,
  readState,
  type State,
  writePublished,
  writeState,
} from "./state-file.ts";
import { type CommandText, commandTexts, failureTexts, type Language, stepTexts } from "./texts.ts";
import { type WebServer, webServerLines, webServers } from "./web-server.ts";

/** The commands. Each answers its exit code and throws FileError alone. */

export interface Screen {
  readonly lang: Language;
  readonly say: (line: string) => void;
}

const dateOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;

function tell({ lang, say }: Screen, text: CommandText, filled: Readonly<Record<string, string>> = {}): void {
  say(commandTexts[lang][text].replace(/\{(\w+)\}/g, (whole, name: string) => filled[name] ?? whole));
}

/** Sets up from the mailbox's file. A key that is there already stays, and so do the web server's lines. */
export async function prepare(
  about: { readonly dir: string; readonly file: string; readonly server: WebServer | null },
  screen: Screen,
): Promise<number> {
  const enrolment = await readEnrolmentFile(about.file);
  if (enrolment === null) {
    tell(screen, "not_an_enrolment", { file: about.file });
    return 2;
  }
  const before = await readState(about.dir);
  const isSameAuthority = before?.enrolment.directory === enrolment.directory && enrolment.eab === null;
  await writeState(about.dir, {
    enrolment,
    accountKey: before?.accountKey ?? (await generateEcKey()),
    accountUrl: isSameAuthority ? before.accountUrl : null,
  });
  tell(screen, before === null ? "prepared" : "kept", { state: about.dir });
  return showWebServer(about, screen);
}

export async function showWebServer(
  { dir, server }: { readonly dir: string; readonly server: WebServer | null },
  screen: Screen,
): Promise<number> {
  const state = await readState(dir);
  if (state === null) return notPrepared(dir, screen);
  const facts = { thumbprint: await ecThumbprint(state.accountKey), file: publicFile(dir) };
  for (const each of webServers) if (server === null || server === each) screen.say(`\n${webServerLines(each, facts)}`);
  return 0;
}

function notPrepared(dir: string, screen: Screen): number {
  tell(screen, "not_prepared", { state: dir });
  return 2;
}

const timesOf = (published: Published): Record<string, string> | null => {
  const span = published.evidence === null ? null : spanOf(published.evidence);
  if (published.evidence === null || span === null) return null;
  return { until: dateOf(span.notAfterMs), due: dateOf(renewalDueMs(published.evidence)) };
};

function sayFailure({ attempt }: Published, screen: Screen): void {
  if (attempt.failure === null) return;
  tell(screen, "failed", { at: dateOf(attempt.atMs) });
  screen.say(failureTexts[screen.lang][attempt.failure]);
  if (attempt.retryAtMs !== null) tell(screen, "retry", { retry: dateOf(attempt.retryAtMs) });
}

export async function showStatus(dir: string, screen: Screen): Promise<number> {
  if ((await readState(dir)) === null) return notPrepared(dir, screen);
  const published = await readPublished(dir);
  const times = published === null ? null : timesOf(published);
  if (times === null) tell(screen, "none");
  else tell(screen, "not_due", times);
  if (published !== null) sayFailure(published, screen);
  return times === null ? 1 : 0;
}

/** Asks for a certificate: now, or when it is time. What is published always says how it went. */
export async function renew(
  about: { readonly dir: string; readonly when: "now" | "due" },
  screen: Screen,
): Promise<number> {
  const { dir, when } = about;
  const kept = await readState(dir);
  if (kept === null) return notPrepared(dir, screen);
  const before = await readPublished(dir);
  if (when === "due" && before !== null) {
    const reason = reasonToWait(kept, before, screen);
    if (reason !== null) return reason;
  }
  return attempt(dir, kept, { before, screen });
}

/** Exit code where nothing is to be done now; null where it is time. */
function reasonToWait({ enrolment }: State, before: Published, screen: Screen): number | null {
  const { evidence, attempt: last } = before;
  if (last.retryAtMs !== null && last.retryAtMs > Date.now()) {
    tell(screen, "waiting", { retry: dateOf(last.retryAtMs) });
    return 0;
  }
  if (evidence === null || renewalDueMs(evidence) <= Date.now()) return null;
  // Another mailbox or identity key since then: this evidence vouches for nobody here.
  if (!isFor(evidence.statement, enrolment)) return null;
  tell(screen, "not_due", timesOf(before) ?? {});
  return 0;
}

function isFor(statement: string | null, { account, identityKey }: State["enrolment"]): boolean {
  const payload = Buffer.from(statement?.split(".")[1] ?? "", "base64url").toString();
  return payload.includes(JSON.stringify(account)) && payload.includes(JSON.stringify(identityKey));
}

async function attempt(
  dir: string,
  state: State,
  { before, screen }: { readonly before: Published | null; readonly screen: Screen },
): Promise<number> {
  let now = state;
  const keepAccount = async (accountUrl: string) => {
    // The binding is needed once; it is no use to keep its secret.
    now = { ...now, accountUrl, enrolment: { ...now.enrolment, eab: null } };
    await writeState(dir, now);
  };
  const world = { fetch: globalThis.fetch, now: Date.now, wait: (ms: number) => wait(ms) };
  const hooks = {
    step: (step: keyof (typeof stepTexts)["en"]) => screen.say(stepTexts[screen.lang][step]),
    account: keepAccount,
  };
  try {
    const evidence = await enrol(state, world, hooks).catch((error: unknown) => {
      // The authority has forgotten the account, as one does that was set up anew: the same key opens another.
      const isForgotten =
        error instanceof AcmeError && error.failure === "account_unknown" && state.accountUrl !== null;
      if (isForgotten) return enrol({ ...state, accountUrl: null }, world, hooks);
      throw error;
    });
    const published: Published = { v: 1, evidence, attempt: { atMs: Date.now(), failure: null, retryAtMs: null } };
    await writePublished(dir, published);
    tell(screen, "issued", timesOf(published) ?? {});
    return 0;
  } catch (error) {
    if (!(error instanceof AcmeError)) throw error;
    const { failure, retryAtMs, said } = error;
    const published: Published = {
      v: 1,
      evidence: before?.evidence ?? null,
      attempt: { atMs: Date.now(), failure, retryAtMs },
    };
    await writePublished(dir, published);
    sayFailure(published, screen);
    if (said !== null) tell(screen, "said", { said });
    return 1;
  }
}
