import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Clock,
  concatBytes,
  parseUserId,
  type Random,
  systemClock,
  systemRandom,
  type UserId,
  utf8,
} from "../../shared/base/index.ts";
import {
  type Accepted,
  type Courier,
  type CourierEvent,
  listEntries,
  listReceipts,
  listThreads,
  type NewLetter,
  openCourier,
  openWaiting,
  type ProfileMode,
  readWaiting,
  signIn,
  type Waiting,
} from "../../shared/courier/index.ts";
import type { GroupSuite } from "../../shared/engine/index.ts";
import type { EntryRecord, LetterRecord, ThreadRecord } from "../../shared/mailbox/index.ts";
import type { Fetch } from "../../shared/transport/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { openSqliteVault } from "../../shared/vault/sqlite.ts";
import { type House, quickPatience } from "./transport-house.ts";

/** A mailbox as a headless agent has it: real vault on disk, real homeserver; the test drives its rounds. */
export interface TestMailbox {
  /** As it was opened: the account's next device is opened so, too. */
  readonly options: MailboxOptions;
  readonly account: UserId;
  readonly vault: Vault;
  readonly courier: Courier;
  readonly events: CourierEvent[];
  readonly problems: unknown[];
  threads(): Promise<ThreadRecord[]>;
  entries(thread: ThreadRecord["thread"]): Promise<EntryRecord[]>;
  letters(): Promise<LetterRecord[]>;
  receipts(letter: Accepted): Promise<string[]>;
  send(to: UserId | null, letter: LetterWish): Promise<Accepted>;
  stage(text: string | Uint8Array): Promise<string>;
  file(at: Accepted, index: number): Promise<Uint8Array>;
  /** Ends the process's part and starts anew from what is on disk; `unlock` opens what is locked then. */
  reopen(unlock?: (vault: Vault) => Promise<void>): Promise<TestMailbox>;
  /** The same profile on a second machine, as it is on disk now. */
  copy(): Promise<TestMailbox>;
  close(): Promise<void>;
}

/** A letter as a test wishes it; what it does not say is usual. */
type LetterWish = Partial<Omit<NewLetter, "files">> & {
  readonly files?: readonly { readonly name: string; readonly type: string; readonly staging: string }[];
};

export interface MailboxOptions {
  readonly homeserver: string;
  readonly user: string;
  readonly password: string;
  readonly clock?: Clock;
  /** Where the vault's keys come from. */
  readonly random?: Random;
  readonly fetch?: Fetch;
  /** The most that its database may take. */
  readonly maxBytes?: number;
  readonly profileMode?: ProfileMode;
  /** Cipher suites it publishes and likes, in place of the product's. */
  readonly suites?: readonly GroupSuite[];
  /** Puts something between the courier and its vault, such as a crash. */
  readonly around?: (vault: Vault) => Vault;
}

export async function openMailbox(options: MailboxOptions): Promise<TestMailbox> {
  const newcomer = await signInAnew(options);
  if (newcomer.waiting === null) return newcomer.open();
  await newcomer.close();
  throw new Error("The account has devices already: one of them must let this one in");
}

/** The mailbox of a new account, after its first round. */
export async function mailboxAt(
  house: House,
  user: string,
  options: Partial<MailboxOptions> = {},
): Promise<TestMailbox> {
  const { password } = await house.account(user);
  const mailbox = await openMailbox({ homeserver: house.proxy.url, user, password, ...options });
  await mailbox.courier.round();
  return mailbox;
}

/** A device that has signed in: the first of its account, or one that waits to be let in. */
export interface Newcomer {
  readonly vault: Vault;
  readonly waiting: Waiting | null;
  /** The mailbox, once the device is one of its account. */
  open(): Promise<TestMailbox>;
  /** Ends the process's part and goes on waiting from what is on disk. */
  reopen(): Promise<Newcomer>;
  close(): Promise<void>;
}

export async function signInAnew(options: MailboxOptions): Promise<Newcomer> {
  const dir = await mkdtemp(join(tmpdir(), "federpost-mailbox-"));
  const path = join(dir, "mailbox.sqlite");
  const clock = options.clock ?? systemClock;
  const { maxBytes, random = systemRandom } = options;
  const vault = await openSqliteVault({ path, random, clock, ...(maxBytes && { maxBytes }) });
  const gone = async (error: unknown): Promise<never> => {
    await vault.close();
    await rm(dir, { recursive: true, force: true });
    throw error;
  };
  const place = { path, dir, options };
  await signIn({
    vault: options.around?.(vault) ?? vault,
    clock,
    random: systemRandom,
    homeserver: options.homeserver,
    by: { kind: "password", user: options.user, password: options.password },
    deviceName: `device of ${options.user}`,
    onStep: () => undefined,
    ...(options.fetch && { fetch: options.fetch }),
  }).catch(gone);
  return newcomerAt(vault, place);
}

async function newcomerAt(vault: Vault, place: Place): Promise<Newcomer> {
  const { options } = place;
  const waits = (await readWaiting(vault)) !== null;
  const waiting = waits
    ? await openWaiting({
        vault: options.around?.(vault) ?? vault,
        clock: options.clock ?? systemClock,
        random: systemRandom,
        patience: quickPatience,
        onChanged: () => undefined,
        onAdmitted: () => undefined,
        onProblem: () => undefined,
        ...(options.fetch && { fetch: options.fetch }),
      })
    : null;
  const end = async () => {
    await waiting?.stop();
    await vault.close();
  };
  return {
    vault,
    waiting,
    open: () => start(vault, place),
    reopen: async () => {
      await end();
      const clock = options.clock ?? systemClock;
      return newcomerAt(await openSqliteVault({ path: place.path, random: systemRandom, clock }), place);
    },
    close: async () => {
      await end();
      await rm(place.dir, { recursive: true, force: true });
    },
  };
}

interface Place {
  readonly path: string;
  readonly dir: string;
  readonly options: MailboxOptions;
}

async function start(vault: Vault, place: Place): Promise<TestMailbox> {
  const { options } = place;
  const clock = options.clock ?? systemClock;
  const events: CourierEvent[] = [];
  const problems: unknown[] = [];
  const used = options.around?.(vault) ?? vault;
  const courier = await openCourier({
    vault: used,
    clock,
    random: systemRandom,
    patience: quickPatience,
    onEvent: (event) => events.push(event),
    onLine: () => undefined,
    onProblem: (problem) => problems.push(problem),
    ...(options.profileMode && { profileMode: options.profileMode }),
    ...(options.suites && { suites: options.suites }),
    ...(options.fetch && { fetch: options.fetch }),
  });
  const threads = () => listThreads(vault);
  const entries = (thread: ThreadRecord["thread"]) => listEntries(vault, thread);
  const letters = async () => {
    const all = await Promise.all((await threads()).map(({ thread }) => entries(thread)));
    return all.flat().filter((entry) => entry.kind === "letter");
  };
  const end = async () => {
    await courier.stop();
    await vault.close();
  };
  return {
    options,
    account: parseUserId(courier.self().account)!,
    vault,
    courier,
    events,
    problems,
    threads,
    entries,
    letters,
    receipts: async ({ thread, letter }) =>
      ((await listReceipts(vault, thread)).get(letter) ?? [])
        .map(({ kind, by, valid }) => `${kind} ${by} ${valid}`)
        .sort(),
    send: (to, { files = [], ...letter }) =>
      courier.send({
        to,
        thread: null,
        subject: "Antrag",
        text: "Sehr geehrte Damen und Herren",
        data: null,
        files: files.map((file) => ({ ...file, sha256: null })),
        inReplyTo: null,
        acknowledgeBy: null,
        composedBy: null,
        with: () => [],
        ...letter,
      }),
    stage: async (content) => {
      const staging = await courier.stage(null);
      await staging.append(typeof content === "string" ? utf8(content) : content);
      return (await staging.finish()).staging;
    },
    file: async ({ thread, letter }, index) => {
      const { chunks } = await courier.attachment({ thread, letter, index });
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(chunk);
      return concatBytes(...parts);
    },
    reopen: async (unlock) => {
      await end();
      const again = await openSqliteVault({ path: place.path, random: systemRandom, clock });
      await unlock?.(again);
      return start(again, place);
    },
    copy: async () => {
      const dir = await mkdtemp(join(tmpdir(), "federpost-mailbox-"));
      await cp(place.dir, dir, { recursive: true });
      const path = join(dir, "mailbox.sqlite");
      return start(await openSqliteVault({ path, random: systemRandom, clock }), { ...place, path, dir });
    },
    close: async () => {
      await end();
      await rm(place.dir, { recursive: true, force: true });
    },
  };
}

/** Drives rounds of all mailboxes until the condition holds. Fails with what it last saw. */
export async function roundsUntil(
  mailboxes: readonly TestMailbox[],
  holds: () => Promise<boolean>,
  most = 40,
): Promise<void> {
  for (let i = 0; i < most; i++) {
    for (const { courier } of mailboxes) await courier.round();
    if (await holds()) return;
  }
  const seen = await Promise.all(
    mailboxes.map(async (m) => ({
      account: m.account,
      threads: await m.threads(),
      parked: (await m.vault.list("parked")).map((e) => JSON.stringify(e.value).slice(0, 400)),
      outbox: (await m.vault.list("outbox")).map((e) => e.value),
      problems: m.problems.map(String),
    })),
  );
  throw new Error(`Not reached after ${most} rounds: ${JSON.stringify(seen, null, 1)}`);
}
