/**
 * The contract as types, for the SDK. Written from the contract's table by `node scripts/portal/index.ts`: change the table
 * (shared/protocol) and write this anew.
 */

/** Method -> what a page gives. */
export interface ContractParams {
  readonly "hello": {
    readonly versions: {
      readonly min: number;
      readonly max: number;
    };
  };
  readonly "access.request": {
    readonly methods: readonly ("mailbox.find" | "letter.send" | "letter.status" | "letter.open" | "letter.compose" | "document.sign" | "identity.present")[];
    /** Read by the person, as the page's claim. */
    readonly purpose: string;
  };
  readonly "access.list": Record<string, never>;
  readonly "access.revoke": {
    /** What to give back; everything where it is missing. */
    readonly methods?: readonly ("mailbox.find" | "letter.send" | "letter.status" | "letter.open" | "letter.compose" | "document.sign" | "identity.present")[] | null;
  };
  readonly "mailbox.find": {
    /** Host name in lower case, with a port if it has one. */
    readonly domain: string;
  } | {
    /** Instead of `domain`: words of the agency's name, at least two characters; the person's directory is asked. */
    readonly query: string;
  } | {
    /** Instead of `domain`: LeiKa key (14 digits) or name of a service; the person's directory is asked. */
    readonly service: string;
    /** Beside `service`: regional key (ARS, 12 digits), postcode or name of a place. */
    readonly place: string;
  };
  readonly "letter.send": {
    /** Handle from `mailbox.find`. */
    readonly to: string;
    readonly subject: string;
    readonly text: string;
    readonly data?: {
      /** Names what `json` is. */
      readonly schema: string;
      readonly json: unknown;
    } | null;
    readonly attachments: readonly File[];
    /** Handle of a thread that this origin began. */
    readonly thread?: string | null;
    /** Day (YYYY-MM-DD) by which the recipient is asked to acknowledge the letter. */
    readonly acknowledgeBy?: string | null;
    /** Send only where the recipient has shown evidence of this level at least, or an organisation's certificate; else `recipient_not_proved`, once the person lets the page know. */
    readonly recipientLevel?: "low" | "substantial" | "high" | null;
    /** Names this very call: the same key again gives the same answer and does nothing twice. */
    readonly idempotencyKey: string;
  };
  readonly "letter.status": {
    readonly letterId: string;
  };
  readonly "letter.open": {
    /** Handle of a thread that this origin began. */
    readonly thread: string;
    /** Value of `data-federpost-slot` of the element in which a sealed frame may be put; without it, a window. */
    readonly slot?: string | null;
  };
  readonly "letter.compose": {
    /** Handle from `mailbox.find`. */
    readonly to: string;
    readonly prefill?: {
      readonly subject?: string;
      readonly text?: string;
      readonly form?: {
        /** Names the form; it is `schema` of the letter's data. */
        readonly schema: string;
        readonly fields: readonly {
          /** Key of the value in the letter's data. */
          readonly name: string;
          /** What the person reads. */
          readonly label: string;
          readonly kind: "line" | "text" | "number" | "date" | "choice" | "yes_no";
          readonly required?: boolean;
          /** What can be chosen, for `choice` only. */
          readonly choices?: readonly string[];
        }[];
      } | null;
    };
    /** Handle of a thread that this origin began. */
    readonly thread?: string | null;
    /** Day (YYYY-MM-DD) by which the recipient is asked to acknowledge the letter. */
    readonly acknowledgeBy?: string | null;
    /** Value of `data-federpost-slot` of the element in which a sealed frame may be put; without it, a window. */
    readonly slot?: string | null;
    /** Names this very call: the same key again gives the same answer and does nothing twice. */
    readonly idempotencyKey: string;
  };
  readonly "document.sign": {
    readonly documents: readonly File[];
    /** Read by the person and part of what is signed. */
    readonly reason: string;
    readonly format: "jws-detached" | "jades-b" | "pades-b";
    /** Format to sign in where the person has no valid certificate for `format`. */
    readonly otherwise?: "jws-detached" | null;
    /** By what `jades-b` names the documents; `jws-detached` takes SHA-256 in any case. */
    readonly hash?: "sha256" | "sha512";
    /** Names this very call: the same key again gives the same answer and does nothing twice. */
    readonly idempotencyKey: string;
  };
  readonly "identity.present": {
    /** Kind of evidence: `x509` of an organisation, `oidc` of a person; `hello` names those that there are. */
    readonly evidence: "x509" | "oidc" | "eid" | "eudi";
    /** Level of assurance at least, for `oidc` only. */
    readonly level?: "low" | "substantial" | "high" | null;
    /** Claims that must stand in it, for `oidc` only; all of the evidence is presented in any case. */
    readonly claims?: readonly string[];
    /** Which of your services it is for; your origin where it is missing. */
    readonly audience?: string | null;
    /** Read by the person and part of what is signed. */
    readonly purpose: string;
    /** Random, made by your server for this very call and taken once. */
    readonly nonce: string;
  };
}

/** Method -> what it gets. */
export interface ContractResults {
  readonly "hello": {
    /** The version that is spoken from now on. */
    readonly version: number;
    /** What this extension speaks. */
    readonly versions: {
      readonly min: number;
      readonly max: number;
    };
    readonly methods: readonly string[];
    readonly limits: Readonly<Record<string, number>>;
    /** What everybody can sign with. */
    readonly formats: readonly ("jws-detached" | "jades-b" | "pades-b")[];
    /** What those can sign with who hold a certificate; who does is not told. */
    readonly certificateFormats: readonly ("jws-detached" | "jades-b" | "pades-b")[];
    /** Kinds of evidence that can be presented; who has some is not told. */
    readonly evidence: readonly ("x509" | "oidc" | "eid" | "eudi")[];
    /** What `letter.send` can demand of recipients; missing in extensions that refuse such a call. */
    readonly recipientLevels: readonly ("low" | "substantial" | "high")[];
  };
  readonly "access.request": {
    readonly grants: readonly {
      readonly method: "mailbox.find" | "letter.send" | "letter.status" | "letter.open" | "letter.compose" | "document.sign" | "identity.present";
      /** Milliseconds since the Unix epoch. */
      readonly expiresAtMs: number;
    }[];
  };
  readonly "access.list": {
    readonly grants: readonly {
      readonly method: "mailbox.find" | "letter.send" | "letter.status" | "letter.open" | "letter.compose" | "document.sign" | "identity.present";
      /** Milliseconds since the Unix epoch. */
      readonly expiresAtMs: number;
    }[];
  };
  readonly "access.revoke": {
    readonly grants: readonly {
      readonly method: "mailbox.find" | "letter.send" | "letter.status" | "letter.open" | "letter.compose" | "document.sign" | "identity.present";
      /** Milliseconds since the Unix epoch. */
      readonly expiresAtMs: number;
    }[];
  };
  readonly "mailbox.find": {
    readonly mailbox: {
      /** Random, the same each time, valid for this origin only. */
      readonly handle: string;
      readonly name: string;
      /** Host name in lower case, with a port if it has one. */
      readonly domain: string;
    } | null;
  };
  readonly "letter.send": {
    readonly letterId: string;
    /** Handle of the thread, random and valid for this origin only. */
    readonly thread: string;
  };
  readonly "letter.status": {
    readonly letterId: string;
    readonly thread: string;
    readonly state: "waiting" | "uploading" | "with_server" | "provided" | "retrieved" | "failed";
  };
  readonly "letter.open": {
    /** Where it was shown; a window wherever a frame cannot be trusted. */
    readonly place: "frame" | "window";
  };
  readonly "letter.compose": {
    readonly letterId: string;
    /** Handle of the thread, random and valid for this origin only. */
    readonly thread: string;
  };
  readonly "document.sign": {
    readonly signature: {
      readonly format: "jws-detached";
      /** Compact JWS without its payload (RFC 7515, appendix F). */
      readonly jws: string;
      /** The payload: what was signed, as canonical JSON in base64url. */
      readonly payload: string;
      /** Certificate of the device that signed. */
      readonly certificate: string;
      /** Identity document of the account that the device belongs to. */
      readonly identity: string;
    } | {
      readonly format: "jades-b";
      /** ETSI TS 119 182-1, compact, over documents beside it. */
      readonly jws: string;
      /** Identity document of the account, with the certificate's revocation data. */
      readonly identity: string;
    };
  };
  readonly "identity.present": {
    readonly evidence: {
      readonly kind: "x509" | "oidc" | "eid" | "eudi";
      /** Compact JWS by the identity key over evidence, origin, audience, nonce and time; verify it on your server. */
      readonly token: string;
    };
  };
}

/** Event -> what it carries. */
export interface ContractEvents {
  readonly "permissionsChanged": {
    readonly grants: readonly {
      readonly method: "mailbox.find" | "letter.send" | "letter.status" | "letter.open" | "letter.compose" | "document.sign" | "identity.present";
      /** Milliseconds since the Unix epoch. */
      readonly expiresAtMs: number;
    }[];
  };
  readonly "letterStatus": {
    readonly letterId: string;
    readonly state: "waiting" | "uploading" | "with_server" | "provided" | "retrieved" | "failed";
  };
  readonly "threadChanged": {
    readonly thread: string;
    /** Letters in it that the person has not opened. */
    readonly unread: number;
  };
  readonly "slotChanged": {
    readonly slot: string;
    readonly state: "opened" | "closed";
    /** Height of the frame in steps, in CSS pixels; 0 once it is closed. */
    readonly heightPx: number;
  };
  readonly "disconnect": null;
}
