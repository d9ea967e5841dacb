import type { ErrorCode } from "../base/index.ts";
import type { ReceiptKind } from "../letter/index.ts";
import type { OrderView } from "./panel-order.ts";
import type { PartyView } from "./panel-trust.ts";

/** What our pages show of people, threads and letters. */

/** A letter that was found, or a thread by its subject or parties (`letter` null). */
export interface FoundView {
  readonly thread: string;
  readonly letter: string | null;
  readonly subject: string;
  readonly from: PartyView | null;
  readonly mine: boolean;
  /** The words around the first that fits; empty for a letter that nobody has opened. */
  readonly snippet: string;
  readonly atMs: number;
}

/** What a search found: the newest, and how many there are in all. */
export interface SearchResult {
  readonly found: readonly FoundView[];
  readonly total: number;
}

/** Somebody who can be written to. `domain`: what the domain calls its mailbox, where it was asked for. */
export interface FoundContact {
  readonly party: PartyView;
  readonly domain: { readonly domain: string; readonly name: string } | null;
}

export interface ThreadSummary {
  readonly thread: string;
  /** The account whose mailbox it lies in. */
  readonly mailbox: string;
  readonly order: OrderView;
  readonly subject: string;
  readonly parties: readonly PartyView[];
  readonly preview: string;
  readonly unread: number;
  readonly lastAtMs: number;
  /** The next day (ISO 8601) by which an acknowledgement is asked for, and whose turn it is. */
  readonly deadline: { readonly letter: string; readonly day: string; readonly turn: "mine" | "theirs" } | null;
  /** `joining`: this device is being let in; it reads what comes afterwards, and what it writes waits. */
  readonly state: "open" | "joining" | "closed" | "cannot_write";
}

/** Where a letter of ours stands. `held`: it can still be taken back. `with_server` is a transport fact, not proof. */
export type Delivery = "held" | "waiting" | "uploading" | "with_server" | "provided" | "retrieved" | "failed";

export interface ReceiptView {
  readonly kind: ReceiptKind;
  readonly by: string;
  /** Claimed time in milliseconds; no timestamp authority vouches for it. */
  readonly atMs: number;
  /** The day of receipt that an acknowledgement states, the reason of a refusal. */
  readonly says: string | null;
  /** The receipt's signature, certificate and digest all hold, and its signer may state this. */
  readonly valid: boolean;
}

export interface AttachmentView {
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
  /** Opening this type can run code on the person's computer. */
  readonly dangerous: boolean;
}

export type LetterView =
  | {
      readonly kind: "letter";
      readonly letter: string;
      readonly from: PartyView;
      readonly mine: boolean;
      readonly subject: string;
      /** Null until the person opens the letter: opening counts as retrieval. */
      readonly text: string | null;
      /** Media type of the text; null for plain text. */
      readonly format: string | null;
      readonly data: { readonly schema: string; readonly json: unknown } | null;
      readonly attachments: readonly AttachmentView[];
      readonly sentAtMs: number;
      readonly receivedAtMs: number | null;
      readonly inReplyTo: string | null;
      /** A machine wrote it by itself; said before the letter is opened, too. */
      readonly automatic: boolean;
      /** Day (ISO 8601) by which the sender asks for an acknowledgement. */
      readonly acknowledgeBy: string | null;
      /** Origin of the portal page that composed it, when one did. */
      readonly composedBy: string | null;
      /** The homeserver's id of the event that carried the letter, once it took it. */
      readonly event: string | null;
      readonly delivery: Delivery | null;
      readonly progress: { readonly doneBytes: number; readonly totalBytes: number } | null;
      readonly failure: ErrorCode | null;
      readonly receipts: readonly ReceiptView[];
    }
  | {
      readonly kind: "unreadable";
      readonly event: string;
      readonly from: PartyView | null;
      readonly reason: ErrorCode;
      readonly receivedAtMs: number;
    }
  | {
      readonly kind: "notice";
      readonly event: string;
      readonly what: "device_added" | "device_removed" | "member_left" | "stranger_in_room" | "identity_changed";
      readonly who: PartyView;
      readonly atMs: number;
    };

export interface ThreadView {
  readonly summary: ThreadSummary;
  /** Oldest first. */
  readonly entries: readonly LetterView[];
}
