import type { LetterId, Origin, RoomId } from "../../shared/base/index.ts";
import type { CertifiedSignature, DocumentSignature } from "../../shared/courier/index.ts";
import type { SignedDocument } from "../../shared/letter/index.ts";
import type {
  FillingView,
  LetterView,
  LevelView,
  PartyView,
  PortalDelivery,
  PortalEvidenceKind,
  PortalParams,
  PresentedView,
  PresentedWayParam,
  SigningCertificateView,
} from "../../shared/protocol/index.ts";
import type { Change } from "../../shared/vault/index.ts";

/** A mailbox as the backend knows it. Its address never reaches a portal, which gets a random handle for it. */
export interface FoundMailbox {
  /** The account, as `describeRecipient` and `send` take it. */
  readonly address: string;
  /** As its domain says, under the key of the mailbox. */
  readonly name: string;
  /** The domain that names it. */
  readonly domain: string;
}

/** What became of a letter once it was safely stored. */
export interface AcceptedLetter {
  readonly letterId: LetterId;
  readonly thread: RoomId;
}

/** A file of an approved letter. The person chose it themselves, or approved its digest. */
export interface ApprovedFile {
  readonly name: string;
  readonly type: string;
  readonly staging: string;
  readonly sha256?: string;
}

/** A letter that the person has approved, exactly as they saw it. */
export interface ApprovedLetter {
  readonly origin: Origin;
  readonly to: string;
  readonly thread: RoomId | null;
  readonly subject: string;
  readonly text: string;
  readonly data: { readonly schema: string; readonly json: unknown } | null;
  readonly acknowledgeBy: string | null;
  /** How well it must be borne out who the recipient is, or nothing is sealed; null: the page demands nothing. */
  readonly demands: LevelView | null;
  /** `staging` names the ciphertext; its plaintext must have the digest that the person approved, where they approved one. */
  readonly attachments: readonly ApprovedFile[];
  /** What must be stored in the same commit as the letter: the answer to its idempotency key and the thread's handle. */
  readonly alsoStore: (accepted: AcceptedLetter) => readonly Change[];
}

/** A letter of a thread as it may be described before it is opened. */
export interface NewestLetter {
  readonly letterId: LetterId;
  readonly from: PartyView;
  readonly subject: string;
  readonly receivedAtMs: number | null;
  readonly opened: boolean;
}

/** A letter that the person has opened. */
export type OpenedLetter = Extract<LetterView, { kind: "letter" }>;

/** What a person has written so far in a frame. */
export interface WrittenDraft {
  readonly draftId: string;
  readonly to: string;
  readonly thread: RoomId | null;
  readonly subject: string;
  readonly text: string;
  readonly filling: FillingView | null;
}

/** Documents that the person has approved, exactly as they were shown. */
export interface ApprovedDocuments {
  readonly origin: Origin;
  readonly documents: readonly SignedDocument[];
  readonly reason: string;
  readonly alsoStore: (signature: DocumentSignature) => readonly Change[];
}

/** The same, to be signed by the certificate of the account. */
export interface ApprovedForCertificate {
  readonly origin: Origin;
  readonly documents: readonly (SignedDocument & { readonly type: string; readonly staging: string })[];
  /** By what the signature names them: SHA-256 or SHA-512. */
  readonly hash: "S256" | "S512";
  readonly reason: string;
  /** What the person came with for the identity key. */
  readonly way: PresentedWayParam | null;
  readonly alsoStore: (signature: CertifiedSignature) => readonly Change[];
}

/** What a page demands of evidence. */
export interface EvidenceDemand {
  readonly kind: PortalEvidenceKind;
  readonly level: LevelView | null;
  readonly claims: readonly string[];
}

/** Evidence that the person has approved for a page, exactly as it was shown. */
export interface ApprovedEvidence {
  readonly origin: Origin;
  readonly audience: string;
  readonly purpose: string;
  readonly nonce: string;
  readonly demand: EvidenceDemand;
  /** Of the evidence that was shown. */
  readonly digest: string;
  /** What the person came with for the identity key. */
  readonly way: PresentedWayParam | null;
  readonly alsoStore: readonly Change[];
}

/** What happened to letters and threads, for the portals that sent them. */
export type BackendEvent =
  | { readonly kind: "letter"; readonly origin: Origin; readonly letterId: LetterId; readonly state: PortalDelivery }
  | { readonly kind: "thread"; readonly thread: RoomId; readonly unread: number };

/**
 * What the portal's router needs of the mailbox. Methods throw FederpostError (`no_account`, `locked`, `offline`, ...); a page
 * sees all of those as `unavailable`. Nothing here is called for an origin without the grant for it.
 */
export interface PortalBackend {
  /**
   * The mailbox that a domain names as its own; by name, or by service and place, that of the one agency which the person's directory
   * names. Null where there is none, or there are several. Throws `unsupported` where the mailbox asks no directory.
   */
  readonly findMailbox: (query: PortalParams<"mailbox.find">, signal: AbortSignal) => Promise<FoundMailbox | null>;
  readonly describeRecipient: (address: string) => Promise<PartyView>;
  /** Whether it is borne out, at this level at least, who has this mailbox. */
  readonly isProved: (address: string, level: LevelView) => Promise<boolean>;
  /** Whether a thread's only other party is this mailbox. */
  readonly threadIsWith: (thread: RoomId, address: string) => Promise<boolean>;
  /** Stores the letter for sending, and `alsoStore` with it. Throws `recipient_not_proved` where it is not as `demands` says. */
  readonly send: (letter: ApprovedLetter) => Promise<AcceptedLetter>;
  /** Where a letter stands that this origin sent; null for every other letter, whether it exists or not. */
  readonly status: (
    origin: Origin,
    letterId: LetterId,
  ) => Promise<{ readonly thread: RoomId; readonly state: PortalDelivery } | null>;
  /** The newest letter of a thread, or null where there is none. */
  readonly newestLetter: (thread: RoomId) => Promise<NewestLetter | null>;
  /** Stores `alsoStore` and opens a letter, which the person has just confirmed. */
  readonly open: (thread: RoomId, letter: LetterId, alsoStore: readonly Change[]) => Promise<void>;
  /** Shows a thread in the inbox. */
  readonly showInInbox: (thread: RoomId) => Promise<void>;
  /** An opened letter as our own pages show it; null where it is gone. For a sealed frame only. */
  readonly readOpened: (thread: RoomId, letter: LetterId) => Promise<OpenedLetter | null>;
  /** Keeps what is being written among the person's drafts. */
  readonly saveDraft: (draft: WrittenDraft) => Promise<void>;
  /** Destroys a staged file that no letter took. */
  readonly discard: (staging: string) => Promise<void>;
  /** Who signs: this account on this device. */
  readonly describeSigner: () => Promise<{ readonly signer: PartyView; readonly deviceName: string }>;
  /** Signs what the person approved, and stores `alsoStore` before anybody gets the signature. */
  readonly sign: (approved: ApprovedDocuments) => Promise<DocumentSignature>;
  /** The certificate with which this account can sign, if it can. */
  readonly describeCertificate: () => Promise<SigningCertificateView>;
  /** Signs by the certificate. Throws `invalid_identity` when it does not hold any more. */
  readonly signByCertificate: (approved: ApprovedForCertificate) => Promise<CertifiedSignature>;
  /** What of this account's evidence meets a demand. Throws `unsupported` for a kind that this version does not present. */
  readonly describeEvidence: (demand: EvidenceDemand) => Promise<PresentedView>;
  /** Signs a presentation. Throws `evidence_missing` when the evidence is another than the person saw, or holds no longer. */
  readonly present: (approved: ApprovedEvidence) => Promise<string>;
  readonly subscribe: (listener: (event: BackendEvent) => void) => () => void;
}

/** A file whose ciphertext lies in the vault. */
export interface StagedFile {
  readonly staging: string;
  /** SHA-256 of the plaintext, base64url. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** A file that is being staged: each chunk is encrypted as it comes. */
export interface OpenStaging {
  readonly append: (bytes: Uint8Array) => Promise<void>;
  readonly finish: () => Promise<StagedFile>;
  /** Destroys key and chunks. */
  readonly discard: () => Promise<void>;
}

/** Where attachments wait for the person's decision. What is left over is swept at the host's start. */
export interface Staging {
  readonly begin: () => Promise<OpenStaging>;
  /** Destroys key and chunks of a staged file that no letter took. */
  readonly discard: (staging: string) => Promise<void>;
}
