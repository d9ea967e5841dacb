import {
  FederpostError,
  type LetterId,
  type Origin,
  parseUserId,
  type RoomId,
  type UserId,
} from "../../shared/base/index.ts";
import {
  type CourierEvent,
  isProvedAt,
  listEntries,
  listReceipts,
  listThreads,
  type Presentable,
  readLetter,
  readThread,
} from "../../shared/courier/index.ts";
import { deliveryOf, type LetterRecord } from "../../shared/mailbox/index.ts";
import type { PanelEvent, PortalDelivery, PortalParams, PresentedView } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import type { Desk } from "../platform/index.ts";
import { domainOfAgency } from "./directory.ts";
import { findByDomain } from "./domain.ts";
import { withWay } from "./lock.ts";
import type { Mailbox } from "./mailbox.ts";
import { organisationView, partyView } from "./party.ts";
import { personView } from "./person.ts";
import type {
  ApprovedLetter,
  BackendEvent,
  FoundMailbox,
  NewestLetter,
  OpenedLetter,
  PortalBackend,
  Staging,
} from "./portal-backend.ts";
import { saveWritten } from "./portal-draft.ts";
import { threadView } from "./views.ts";

/** What portals may have done with the mailbox: find an agency, send an approved letter, ask where it stands. */

export interface PortalMailboxOptions {
  readonly vault: Vault;
  readonly mailbox: Mailbox;
  readonly onCourierEvent: (listener: (event: CourierEvent) => void) => void;
  readonly now: () => number;
  readonly desk: Pick<Desk, "openInbox">;
  /** Tells our open pages. */
  readonly tellPages: (event: PanelEvent) => void;
}

/** The router's backend over the courier. */
export function createPortalBackend({
  vault,
  mailbox,
  onCourierEvent,
  now,
  desk,
  tellPages,
}: PortalMailboxOptions): PortalBackend {
  const listeners = new Set<(event: BackendEvent) => void>();
  const known = new Map<LetterId, PortalDelivery>();
  const tell = (event: BackendEvent) => {
    for (const listener of listeners) listener(event);
  };
  onCourierEvent((event) => {
    if (listeners.size > 0 && "thread" in event)
      void tellThread({ vault, known, tell }, event.thread).catch(() => undefined);
  });
  return {
    findMailbox: (query, signal) => findMailbox({ vault, mailbox, now }, query, signal),
    describeRecipient: (address) => partyView(vault, accountOf(address), mailbox.courier.self().account),
    isProved: (address, level) => isProvedAt(vault, accountOf(address), { level, nowMs: now() }),
    threadIsWith: async (thread, address) => {
      const parties = (await readThread(vault, thread))?.value.parties ?? [];
      return parties.length === 1 && parties[0] === address;
    },
    send: (letter) => sendApproved(mailbox, letter),
    newestLetter: (thread) => newestLetter(vault, thread, mailbox.courier.self().account),
    open: async (thread, letter, alsoStore) => {
      await vault.commit([...alsoStore]);
      await mailbox.courier.open(thread, letter);
    },
    showInInbox: (thread) => desk.openInbox({ hash: `#/thread/${encodeURIComponent(thread)}` }),
    readOpened: (thread, letter) => readOpened(vault, { thread, letter }, mailbox.courier.self()),
    saveDraft: ({ to, ...draft }) => saveWritten({ vault, now, tell: tellPages }, { ...draft, to: accountOf(to) }),
    discard: (staging) => mailbox.courier.discardStaged(staging),
    describeSigner: async () => {
      const { account, deviceName } = mailbox.courier.self();
      return { signer: await partyView(vault, account, account), deviceName };
    },
    describeCertificate: async () => {
      const own = await mailbox.courier.certificate.read();
      return own.kind === "usable" ? { kind: "usable", organisation: organisationView(own.organisation) } : own;
    },
    signByCertificate: ({ alsoStore, way, ...approved }) =>
      withWay(vault, way, (by) => mailbox.courier.certificate.sign({ ...approved, with: alsoStore }, by)),
    describeEvidence: async (demand) => presentedView(await mailbox.courier.presenting.read(demand)),
    present: ({ alsoStore, way, ...approved }) =>
      withWay(vault, way, (by) => mailbox.courier.presenting.sign({ ...approved, with: alsoStore }, by)),
    sign: ({ alsoStore, ...approved }) => mailbox.courier.signDocuments({ ...approved, with: alsoStore }),
    status: (origin, letterId) => statusOf(vault, origin, letterId),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What of the account's evidence a page would get, as the consent window shows it. */
function presentedView(found: Presentable): PresentedView {
  switch (found.kind) {
    case "organisation":
      return {
        kind: found.kind,
        organisation: organisationView(found.organisation),
        evidenceDigest: found.digest,
      };
    case "person":
      return {
        kind: found.kind,
        person: personView(found.person),
        claims: found.claims,
        evidenceDigest: found.digest,
      };
    default:
      return found;
  }
}

function accountOf(address: string): UserId {
  const account = parseUserId(address);
  if (account === null) throw new FederpostError("internal", "A mailbox has an unknown address.");
  return account;
}

async function findMailbox(
  world: Pick<PortalMailboxOptions, "vault" | "mailbox" | "now">,
  query: PortalParams<"mailbox.find">,
  signal: AbortSignal,
): Promise<FoundMailbox | null> {
  const domain = "domain" in query ? query.domain : await domainOfAgency(world, query, signal);
  if (domain === null) return null;
  const found = await findByDomain(world.mailbox, { domain, nowMs: world.now() }, signal);
  return found === null ? null : { address: found.mailbox, name: found.name, domain };
}

function sendApproved(mailbox: Mailbox, letter: ApprovedLetter) {
  const { thread } = letter;
  return mailbox.courier
    .send({
      to: thread === null ? accountOf(letter.to) : null,
      thread,
      subject: letter.subject,
      text: letter.text,
      data:
        letter.data === null
          ? null
          : { schema: letter.data.schema, json: JSON.parse(JSON.stringify(letter.data.json)) },
      files: letter.attachments.map(({ name, type, staging, sha256 }) => ({
        name,
        type,
        staging,
        sha256: sha256 ?? null,
      })),
      inReplyTo: null,
      acknowledgeBy: letter.acknowledgeBy,
      demands: letter.demands,
      composedBy: letter.origin,
      with: (accepted) => letter.alsoStore({ letterId: accepted.letter, thread: accepted.thread }),
    })
    .then(({ letter: letterId, thread: room }) => ({ letterId, thread: room }));
}

async function stateOf(vault: Vault, letter: LetterRecord): Promise<PortalDelivery> {
  const receipts = await listReceipts(vault, letter.thread);
  return deliveryOf(letter, receipts.get(letter.letter) ?? []);
}

/** Where a letter stands that this very origin composed. */
async function statusOf(vault: Vault, origin: Origin, letterId: LetterId) {
  for (const { thread } of await listThreads(vault)) {
    const letter = await readLetter(vault, thread, letterId);
    if (letter?.composedBy === origin && letter.mine) return { thread, state: await stateOf(vault, letter) };
  }
  return null;
}

async function newestLetter(vault: Vault, thread: RoomId, self: UserId): Promise<NewestLetter | null> {
  const letter = (await listEntries(vault, thread)).findLast((entry) => entry.kind === "letter");
  if (letter === undefined) return null;
  const { letter: letterId, subject, receivedAtMs, opened } = letter;
  return { letterId, from: await partyView(vault, letter.from, self), subject, receivedAtMs, opened };
}

/** Like our own pages show it. Unopened letters are none: what an opening means is confirmed elsewhere. */
async function readOpened(
  vault: Vault,
  { thread, letter }: { readonly thread: RoomId; readonly letter: LetterId },
  self: Parameters<typeof threadView>[2],
): Promise<OpenedLetter | null> {
  const stored = await readThread(vault, thread);
  if (stored === null) return null;
  const { entries } = await threadView(vault, stored.value, self);
  const found = entries.find((entry) => entry.kind === "letter" && entry.letter === letter);
  return found?.kind === "letter" && (found.mine || found.text !== null) ? found : null;
}

interface Telling {
  readonly vault: Vault;
  readonly known: Map<LetterId, PortalDelivery>;
  readonly tell: (event: BackendEvent) => void;
}

/** Tells of a thread's unread count, and of its portal letters whose state is another than told before. */
async function tellThread({ vault, known, tell }: Telling, thread: RoomId): Promise<void> {
  const [stored, entries] = await Promise.all([readThread(vault, thread), listEntries(vault, thread)]);
  if (stored === null) return;
  for (const entry of entries) {
    if (entry.kind !== "letter" || !entry.mine || entry.composedBy === null) continue;
    const state = await stateOf(vault, entry);
    if (known.get(entry.letter) === state) continue;
    known.set(entry.letter, state);
    tell({ kind: "letter", origin: entry.composedBy, letterId: entry.letter, state });
  }
  tell({ kind: "thread", thread, unread: stored.value.unread });
}

/** Where portals' files wait: the courier's staging, ciphertext from the first byte on. */
export const createPortalStaging = (mailbox: Mailbox): Staging => ({
  begin: async () => {
    const staging = await mailbox.courier.stage(null);
    return { append: staging.append, finish: staging.finish, discard: staging.discard };
  },
  discard: (staging) => mailbox.courier.discardStaged(staging),
});
