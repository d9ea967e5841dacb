import * as v from "valibot";
import { assuranceLevels, parseDay } from "../base/index.ts";
import { reasonLength } from "../letter/index.ts";
import { type AbsenceResults, absenceParams } from "./panel-absence.ts";
import { type AcmeResults, acmeParams } from "./panel-acme.ts";
import { type ArchiveStateView, archiveParams } from "./panel-archive.ts";
import { type CueResults, cueParams } from "./panel-cue.ts";
import { type DirectoryResults, directoryParams } from "./panel-directory.ts";
import { type DraftResults, draftParams } from "./panel-drafts.ts";
import { type EvidenceResults, evidenceParams } from "./panel-evidence.ts";
import { type HandResults, handParams } from "./panel-hand.ts";
import type { FoundContact, SearchResult, ThreadSummary, ThreadView } from "./panel-letters.ts";
import { type LockView, lockParams, type SetUp, way } from "./panel-lock.ts";
import { accountProof, type ConfirmationView, type LoginResults, loginParams } from "./panel-login.ts";
import { type HeldView, orderParams } from "./panel-order.ts";
import { deviceId, letterId, text, textFormat, threadId, userId, uuid } from "./panel-parts.ts";
import { type PersonResults, personParams } from "./panel-person.ts";
import { type BlockView, type PolicyResults, policyParams } from "./panel-policy.ts";
import { type PortalsResults, portalsParams } from "./panel-portals.ts";
import { type QuietHours, quietHours } from "./panel-settings.ts";
import { type TrustResults, trustParams } from "./panel-trust.ts";
import type { PairingsView, StorageView, WaitingView } from "./panel-views.ts";

/**
 * The channel between our own pages (popup, side panel, inbox, consent, options) and the engine host.
 * One table: a method's schema is what the host checks, its result type is what a page may rely on.
 */

/** The choices of how long a letter can be taken back. */
export const undoSendSeconds = [0, 5, 10, 20] as const;

const contactRule = v.picklist(["allow", "block"]);

/** Who may begin a thread with us; the most particular rule counts. */
const contactPolicy = v.strictObject({
  usual: contactRule,
  accounts: v.pipe(v.array(v.strictObject({ account: userId, rule: contactRule })), v.maxLength(1000)),
  servers: v.pipe(v.array(v.strictObject({ server: text(230), rule: contactRule })), v.maxLength(1000)),
});

/** Method -> schema of its parameters. Limits: docs/protocol.md, "Size limits". */
export const panelParams = {
  "account.read": v.strictObject({}),
  "account.discover": v.strictObject({ homeserver: text(2048) }),
  "account.signIn": v.strictObject({
    homeserver: text(2048),
    user: text(255),
    password: text(4096),
    deviceName: text(100),
  }),
  ...loginParams,
  ...cueParams,
  ...personParams,
  "account.signOut": v.strictObject({ way }),
  /** Makes the file by which a domain names this mailbox as its own. */
  "account.domainFile": v.strictObject({
    domain: v.pipe(text(261), v.minLength(1)),
    name: v.pipe(text(255), v.minLength(1)),
    way,
  }),
  /** This device waits to be let in: the person has compared the digits; asks anew under a new code; gives up. */
  "waiting.confirm": v.strictObject({}),
  "waiting.restart": v.strictObject({}),
  "waiting.cancel": v.strictObject({}),
  /** Every device and the recovery key are lost: the account gets a new identity. */
  "waiting.startAnew": v.strictObject({}),
  /** Devices that would like to come into the account, and what the person does about one. */
  "pairings.list": v.strictObject({}),
  "pairings.answer": v.strictObject({ id: uuid, code: v.nullable(text(100)) }),
  "pairings.refuse": v.strictObject({ id: uuid }),
  "pairings.approve": v.strictObject({ id: uuid, way }),
  ...lockParams,
  ...archiveParams,
  ...evidenceParams,
  ...acmeParams,
  ...portalsParams,
  ...policyParams,
  ...handParams,
  ...absenceParams,
  "devices.list": v.strictObject({}),
  "devices.remove": v.strictObject({ deviceId, proof: accountProof, way }),
  "contacts.find": v.strictObject({ query: text(512) }),
  ...trustParams,
  ...directoryParams,
  "contacts.policy": v.strictObject({}),
  "contacts.setPolicy": contactPolicy,
  /** Changes one account's rule; null takes it away. */
  "contacts.setRule": v.strictObject({ account: userId, rule: v.nullable(contactRule) }),
  ...orderParams,
  /** Letters that hold every word of the query. Opens none and leaves no receipt. */
  "letters.search": v.strictObject({
    query: v.pipe(text(200), v.trim(), v.minLength(1)),
    limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
  }),
  /** Reads, and changes nothing: no letter counts as opened or seen by it. */
  "thread.read": v.strictObject({ thread: threadId }),
  /** The person has the thread in front of them: what cannot be opened no longer counts as unread. */
  "thread.seen": v.strictObject({ thread: threadId }),
  "letter.open": v.strictObject({ thread: threadId, letter: letterId }),
  /** Answers a letter that asks for an acknowledgement, once. */
  "letter.acknowledge": v.strictObject({
    thread: threadId,
    letter: letterId,
    answer: v.variant("kind", [
      v.strictObject({ kind: v.literal("acknowledged"), day: v.pipe(v.string(), v.isoDate()) }),
      v.strictObject({ kind: v.literal("rejected"), reason: text(reasonLength) }),
    ]),
  }),
  "letter.write": v.strictObject({
    to: v.nullable(userId),
    thread: v.nullable(threadId),
    inReplyTo: v.nullable(letterId),
    subject: text(1000),
    text: text(200_000),
    format: textFormat,
    /** A form that the recipient is asked to fill in, the answers to one, or where their application stands. */
    data: v.nullable(v.strictObject({ schema: v.pipe(text(512), v.minLength(1)), json: v.unknown() })),
    /** Day by which the recipient is asked to acknowledge the letter; null: nobody is asked. */
    /** The evidence of who the person is goes with it. */
    showPerson: v.boolean(),
    /** How well it must be borne out who the recipient is: otherwise the letter is refused, and nothing of it is sealed. */
    demands: v.optional(v.nullable(v.picklist(assuranceLevels)), null),
    acknowledgeBy: v.nullable(v.custom<string>((value) => parseDay(value) !== null)),
    /** The draft that it was written in: its files go with the letter, and it is gone then. */
    draftId: v.nullable(uuid),
  }),
  /** Makes the evidence bundle of an opened letter. */
  "letter.export": v.strictObject({ thread: threadId, letter: letterId }),
  "attachment.open": v.strictObject({
    thread: threadId,
    letter: letterId,
    index: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(999)),
  }),
  ...draftParams,
  "settings.read": v.strictObject({}),
  "settings.write": v.strictObject({
    language: v.nullable(v.picklist(["de", "en"])),
    notifications: v.boolean(),
    /** Minutes without a key or a click after which the mailbox locks; null: never by itself. */
    lockAfterMinutes: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1440))),
    /** Locks when the computer's screen is locked. */
    lockWithScreen: v.boolean(),
    /** For how many seconds a letter can be taken back after sending. */
    undoSendSeconds: v.picklist(undoSendSeconds),
    quietHours: v.nullable(quietHours),
  }),
  "storage.read": v.strictObject({}),
  /** Gives up a mailbox that does not open: removes everything that is stored. */
  "storage.reset": v.strictObject({}),
} as const;

export type ContactPolicyView = v.InferOutput<typeof contactPolicy>;

export type PanelMethod = keyof typeof panelParams;
/** Method -> its parameters, checked. */
export type PanelParamsTable = { readonly [M in PanelMethod]: v.InferOutput<(typeof panelParams)[M]> };
export type PanelParams<M extends PanelMethod> = PanelParamsTable[M];

/** Whether the last /sync reached the homeserver. */
export type Connection = "connecting" | "online" | "offline";

export type AccountView =
  | { readonly kind: "none" }
  /** The administrator's policy does not let the mailbox work. */
  | ({
      readonly kind: "blocked";
      /** `left_behind`: nobody is signed in here any more, and the homeserver could not be told. */
      readonly here: "nobody" | "signed_in" | "left_behind";
    } & BlockView)
  | {
      readonly kind: "signed_out";
      readonly reason: "by_person" | "token_revoked" | "device_removed" | "device_copied" | "left_behind";
    }
  | ({ readonly kind: "waiting" } & WaitingView)
  /** Nothing of the mailbox can be read until somebody unlocks it. */
  | { readonly kind: "locked"; readonly userId: string | null; readonly parked: number }
  | {
      readonly kind: "ready";
      readonly userId: string;
      readonly deviceId: string;
      readonly deviceName: string;
      readonly homeserver: string;
      /** Short code of our own identity key, which the other side compares with what it sees of us. */
      readonly safetyCode: string;
      /** The text of the QR code that shows our identity key. */
      readonly identityQr: string;
      /** By what the person signed in here. */
      readonly login: "password" | "sso";
      readonly connection: Connection;
      /** Milliseconds since the epoch of the last successful /sync, null before the first. */
      readonly lastSyncAtMs: number | null;
      readonly unread: number;
      /** Letters and commits still waiting to be sent. */
      readonly waiting: number;
      readonly setUp: SetUp;
      /** The account's public document runs out soon and can only be signed anew with a way in. */
      readonly needsWay: boolean;
      /** From when to when this mailbox's own certificate counts; null where it has none. */
      readonly certificate: { readonly notBeforeMs: number; readonly notAfterMs: number } | null;
    };

export interface DeviceView {
  readonly deviceId: string;
  readonly name: string | null;
  readonly thisDevice: boolean;
  /** False: the server lists it, but it has no certificate from the identity key; it gets no letters. */
  readonly certified: boolean;
  readonly notAfterMs: number | null;
  /** By the homeserver's word. */
  readonly lastSeenMs: number | null;
  /** False: certified, but the homeserver no longer lists it. */
  readonly signedIn: boolean;
}

export interface SettingsView {
  readonly language: "de" | "en" | null;
  readonly notifications: boolean;
  readonly lockAfterMinutes: number | null;
  readonly lockWithScreen: boolean;
  readonly undoSendSeconds: (typeof undoSendSeconds)[number];
  /** When new letters are not announced; what came then is said once afterwards. Null: always. */
  readonly quietHours: QuietHours | null;
}

/** Method -> what it answers. */
export interface PanelResults
  extends AbsenceResults,
    AcmeResults,
    DirectoryResults,
    DraftResults,
    EvidenceResults,
    HandResults,
    LoginResults,
    CueResults,
    PersonResults,
    PolicyResults,
    PortalsResults,
    TrustResults {
  readonly "account.read": AccountView;
  readonly "account.signIn": AccountView;
  readonly "account.signInSso": AccountView;
  readonly "account.signOut": AccountView;
  readonly "lock.read": LockView;
  readonly "lock.lock": LockView;
  readonly "lock.unlock": LockView;
  readonly "lock.erase": AccountView;
  readonly "lock.change": LockView;
  readonly "recovery.make": { readonly recoveryKey: string };
  readonly "recovery.keep": LockView;
  readonly "setup.postpone": AccountView;
  /** Content of `/.well-known/federpost.json` for the domain. */
  readonly "account.domainFile": { readonly json: string };
  readonly "waiting.confirm": AccountView;
  readonly "waiting.restart": AccountView;
  readonly "waiting.cancel": AccountView;
  readonly "waiting.startAnew": AccountView;
  readonly "waiting.recover": AccountView;
  readonly "archive.read": ArchiveStateView;
  readonly "archive.acknowledge": ArchiveStateView;
  readonly "archive.takeOlder": ArchiveStateView;
  readonly "pairings.list": PairingsView;
  readonly "pairings.answer": PairingsView;
  readonly "pairings.refuse": PairingsView;
  readonly "pairings.approve": PairingsView;
  readonly "devices.list": { readonly devices: readonly DeviceView[] };
  readonly "devices.remove": { readonly devices: readonly DeviceView[]; readonly confirm: ConfirmationView | null };
  /** By address or domain. Null: nobody is known by that name. */
  readonly "contacts.find": FoundContact | null;
  readonly "contacts.policy": ContactPolicyView;
  readonly "contacts.setPolicy": ContactPolicyView;
  readonly "contacts.setRule": ContactPolicyView;
  readonly "letters.search": SearchResult;
  readonly "threads.list": {
    readonly threads: readonly ThreadSummary[];
    /** How many fit the filter. */
    readonly total: number;
    /** Every label in use. */
    readonly labels: readonly string[];
    /** When the next thread that was put off comes back by itself. */
    readonly wakesAtMs: number | null;
    /** How many are kept apart since their sender has not proved who they are. */
    readonly apart: number;
  };
  readonly "threads.order": Record<string, never>;
  readonly "threads.trash": { readonly held: readonly HeldView[] };
  readonly "threads.erase": Record<string, never>;
  /** What keeps the letter; empty where it is gone. */
  readonly "letter.erase": { readonly holds: HeldView["holds"] };
  readonly "retention.get": { readonly days: number | null; readonly byPolicy: boolean };
  readonly "retention.set": Record<string, never>;
  readonly "thread.read": ThreadView;
  readonly "thread.seen": Record<string, never>;
  /** The thread after opening; the letter's text is there now. */
  readonly "letter.open": ThreadView;
  readonly "letter.acknowledge": ThreadView;
  readonly "letter.write": { readonly letter: string; readonly thread: string };
  readonly "letter.export": { readonly transfer: string; readonly name: string };
  /** The bytes follow as a Blob over the file channel under `transfer`. `name` is safe to save under. */
  readonly "attachment.open": { readonly transfer: string; readonly name: string; readonly type: string };
  readonly "settings.read": SettingsView;
  readonly "settings.write": SettingsView;
  readonly "storage.read": StorageView;
  readonly "storage.reset": Record<string, never>;
}

/** What the host tells open pages. Pages read again what they show; no content travels in events. */
export type PanelEvent =
  | {
      readonly kind: "changed";
      readonly what:
        | "account"
        | "lock"
        | "devices"
        | "threads"
        | "contacts"
        | "grants"
        | "consent"
        | "drafts"
        | "portals"
        | "search"
        | "storage";
    }
  | { readonly kind: "thread"; readonly thread: string }
  /** A draft was stored or removed. `ended`: its letter was sent or thrown away. */
  | { readonly kind: "draft"; readonly draftId: string; readonly ended: boolean }
  | {
      readonly kind: "progress";
      readonly of: "sign_in" | "send" | "download" | "restore" | "search" | "attach";
      readonly step: string;
      readonly done: number;
      readonly total: number;
    };
