/** What a portal can be allowed to do. */
export type Permission = "mailbox.find" | "letter.send" | "letter.status";

/** A permission the person gave to this origin. */
export interface Grant {
  readonly method: Permission;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/** A mailbox that letters can be sent to. The handle is random and valid for this origin only. */
export interface Mailbox {
  readonly handle: string;
  readonly name: string;
  readonly domain: string;
}

/** A letter as a portal composes it. The person sees all of it before anything is sent. */
export interface LetterToSend {
  readonly to: Mailbox;
  readonly subject: string;
  readonly text: string;
  /** Data for a specialist application: the address of its schema, and JSON. */
  readonly data?: { readonly schema: string; readonly json: unknown };
  readonly attachments?: readonly File[];
  /** Continues a thread that this origin began. */
  readonly thread?: string;
  /** Day (YYYY-MM-DD) by which the recipient is asked to acknowledge the letter. */
  readonly acknowledgeBy?: string;
  /**
   * Names this sending, 16 to 64 of A-Z a-z 0-9 _ -. The same key and letter give the same answer and no second letter, also
   * after a reload of the page. Without it the SDK makes one, which covers what happens while the page stays open.
   */
  readonly idempotencyKey?: string;
}

export interface SentLetter {
  readonly letterId: string;
  /** Handle of the thread, random and valid for this origin only. */
  readonly thread: string;
}

/** How far a letter has come. `with_server` is the transport's word; `provided` and `retrieved` rest on signed receipts. */
export type Delivery = "waiting" | "uploading" | "with_server" | "provided" | "retrieved" | "failed";

export interface LetterStatus extends SentLetter {
  readonly state: Delivery;
}

/** What the extension tells a page of its own accord. */
export interface FederpostEvents {
  /** The person changed what this origin may do. */
  readonly permissionsChanged: { readonly grants: readonly Grant[] };
  readonly letterStatus: { readonly letterId: string; readonly state: Delivery };
  /** Something happened in a thread this origin began: read it in the person's inbox. */
  readonly threadChanged: { readonly thread: string; readonly unread: number };
  /** The line broke. The SDK opens the next one by itself. */
  readonly disconnect: null;
}

/** How one call may end early. */
export interface CallOptions {
  /** Cancels the call; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** Every method rejects with a PortalError, or with the reason of its signal. */
export interface Federpost {
  /** What the extension on the other side can do. */
  readonly methods: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
  /** Asks the person for permissions. Answers at once where they are given already. */
  readonly requestAccess: (
    request: { readonly methods: readonly Permission[]; readonly purpose: string },
    options?: CallOptions,
  ) => Promise<readonly Grant[]>;
  /** What this origin may do. */
  readonly listAccess: (options?: CallOptions) => Promise<readonly Grant[]>;
  /** Gives every permission back. */
  readonly revokeAccess: (options?: CallOptions) => Promise<readonly Grant[]>;
  /** The mailbox a domain names as its own, or null where it names none. */
  readonly findMailbox: (query: { readonly domain: string }, options?: CallOptions) => Promise<Mailbox | null>;
  /** Sends a letter once the person has approved it. Resolves when it is safely stored for sending. */
  readonly send: (letter: LetterToSend, options?: CallOptions) => Promise<SentLetter>;
  /** How far a letter that this origin sent has come. */
  readonly status: (letterId: string, options?: CallOptions) => Promise<LetterStatus>;
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
  | "too_large"
  | "unsupported"
  | "rate_limited"
  | "unavailable"
  | "disconnected"
  | "invalid_request"
  | "invalid_params"
  | "internal";
