import type { ContractEvents, ContractParams, ContractResults } from "./contract.ts";

/** What a portal can be allowed to do. */
export type Permission = ContractParams["access.request"]["methods"][number];

/** A permission the person gave to this origin. */
export type Grant = ContractResults["access.list"]["grants"][number];

/** A mailbox that letters can be sent to. The handle is random and valid for this origin only. */
export type Mailbox = NonNullable<ContractResults["mailbox.find"]["mailbox"]>;

/** Whose mailbox to find: an agency's, by its domain or in the person's directory (`unsupported` where they have none). */
export type MailboxQuery = ContractParams["mailbox.find"];

type Replaced<T, Names extends keyof T> = Omit<T, Names | "idempotencyKey">;

interface Repeatable {
  /**
   * Names this very call, 16 to 64 of A-Z a-z 0-9 _ -. The same key again gives the same answer and does nothing twice, also
   * after a reload of the page. Without it the SDK makes one, which covers what happens while the page stays open.
   */
  readonly idempotencyKey?: string;
}

/** A letter as a portal composes it. The person sees all of it before anything is sent. */
export interface LetterToSend extends Replaced<ContractParams["letter.send"], "to" | "attachments">, Repeatable {
  readonly to: Mailbox;
  readonly attachments?: readonly File[];
}

/** What the person finds when they begin to write in the extension's window. The page never sees what becomes of it. */
export interface LetterToCompose extends Replaced<ContractParams["letter.compose"], "to" | "slot">, Repeatable {
  readonly to: Mailbox;
}

/** A form that the person fills in, in the extension's window. */
export type Form = NonNullable<NonNullable<ContractParams["letter.compose"]["prefill"]>["form"]>;

export type SentLetter = ContractResults["letter.send"];

/** How far a letter has come. `with_server` is the transport's word; `provided` and `retrieved` rest on signed receipts. */
export type Delivery = ContractResults["letter.status"]["state"];

export type LetterStatus = ContractResults["letter.status"];

/** Documents to sign. The person sees them and the reason before they sign. */
export interface ToSign extends Replaced<ContractParams["document.sign"], "format">, Repeatable {
  /** `jws-detached` unless said; see `formats` for what this person can sign with. */
  readonly format?: ContractParams["document.sign"]["format"];
}

/** A signature; verify it on your server (docs/portal/verify.md). */
export type DocumentSignature = ContractResults["document.sign"]["signature"];

/** Which evidence the person is asked to present, to whom and what for. The nonce is your server's, fresh for each call. */
export type IdentityRequest = ContractParams["identity.present"];

/** Evidence of who the person is, presented to this origin alone; verify it on your server (docs/portal/present.md). */
export type Evidence = ContractResults["identity.present"]["evidence"];

/** What the extension tells a page of its own accord. */
export type FederpostEvents = ContractEvents;

/** How one call may end early. */
export interface CallOptions {
  /** Cancels the call; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** Where something may be shown. */
export interface PlaceOptions extends CallOptions {
  /** An element of this page's own document with room for a frame: at least 280 wide and 320 high, drawn plainly. */
  readonly in?: HTMLElement;
}

/** Where it was shown. */
export type Place = ContractResults["letter.open"]["place"];

/** Every method rejects with a PortalError, or with the reason of its signal. */
export interface Federpost {
  /** What the extension on the other side can do. */
  readonly methods: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
  /** Signature formats that work for everybody. */
  readonly formats: ContractResults["hello"]["formats"];
  /** Kinds of evidence that people can present; whether this person has some is not told. */
  readonly evidence: ContractResults["hello"]["evidence"];
  /** What `recipientLevel` of a letter can demand; empty where the extension knows no such demand and refuses it. */
  readonly recipientLevels: ContractResults["hello"]["recipientLevels"];
  /** Asks the person for permissions. Answers at once where they are given already. */
  readonly requestAccess: (
    request: ContractParams["access.request"],
    options?: CallOptions,
  ) => Promise<readonly Grant[]>;
  /** What this origin may do. */
  readonly listAccess: (options?: CallOptions) => Promise<readonly Grant[]>;
  /** Gives permissions back; all of them where `methods` does not name some. */
  readonly revokeAccess: (
    request?: ContractParams["access.revoke"],
    options?: CallOptions,
  ) => Promise<readonly Grant[]>;
  /** The mailbox a domain names as its own, or null where it names none. */
  readonly findMailbox: (query: MailboxQuery, options?: CallOptions) => Promise<Mailbox | null>;
  /** Sends a letter once the person has approved it. Resolves when it is safely stored for sending. */
  readonly send: (letter: LetterToSend, options?: CallOptions) => Promise<SentLetter>;
  /** How far a letter that this origin sent has come. */
  readonly status: (letterId: string, options?: CallOptions) => Promise<LetterStatus>;
  /**
   * Shows the newest letter of a thread. With `in`, inside that element, in a frame whose content the page cannot read; else, and
   * wherever the browser or the page does not let such a frame be trusted, in a window of the extension. Resolves to the place
   * when the person let it be shown.
   */
  readonly open: (thread: string, options?: PlaceOptions) => Promise<Place>;
  /**
   * Lets the person write a letter: with `in`, inside that element, in a frame whose content the page cannot read; else in a window
   * of the extension. It is approved in a window in any case. Resolves when it is safely stored for sending.
   */
  readonly compose: (letter: LetterToCompose, options?: PlaceOptions) => Promise<SentLetter>;
  /** Lets the person sign documents they are shown. */
  readonly sign: (request: ToSign, options?: CallOptions) => Promise<DocumentSignature>;
  /**
   * Lets the person present evidence of who they are. Rejects with `unsupported` where the extension knows no such evidence, or the
   * person let it tell you that they have none that you take.
   */
  readonly present: (request: IdentityRequest, options?: CallOptions) => Promise<Evidence>;
  /** Hears events until the returned function is called or the signal fires. */
  readonly on: <E extends keyof FederpostEvents>(
    event: E,
    listener: (data: FederpostEvents[E]) => void,
    options?: { readonly signal?: AbortSignal },
  ) => () => void;
  /** Closes the line for good. */
  readonly disconnect: () => void;
}

export type Connected =
  | { readonly kind: "connected"; readonly federpost: Federpost }
  /** No extension, this page is not connected in it, or it speaks no version that this SDK knows. */
  | { readonly kind: "not_available" };

/** The closed list of what can go wrong. */
export type PortalErrorCode =
  | "user_rejected"
  | "expired"
  | "file_changed"
  | "not_permitted"
  | "recipient_not_proved"
  | "too_large"
  | "unsupported"
  | "rate_limited"
  | "unavailable"
  | "disconnected"
  | "invalid_request"
  | "invalid_params"
  | "internal";
