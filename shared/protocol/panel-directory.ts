import * as v from "valibot";
import { text } from "./panel-parts.ts";

/** The part of the panel channel that is about what somebody signs for everybody: directories and federation lists. */

const kind = v.picklist(["directory", "federation"]);
const searched = v.strictObject({ text: v.pipe(text(200), v.trim(), v.minLength(2)) });

/** Method -> schema of its parameters. */
export const directoryParams = {
  "sources.read": v.strictObject({}),
  /** What the file of an operator holds, before it is believed. */
  "sources.look": v.strictObject({ text: text(64_000) }),
  /** Believes the file of an operator; null: believes none. */
  "sources.set": v.strictObject({ kind, text: v.nullable(text(64_000)) }),
  "federation.read": v.strictObject({}),
  /** Fetches the operator's list now. */
  "federation.check": v.strictObject({}),
  "directory.byName": searched,
  "directory.services": searched,
  "directory.areas": searched,
  "directory.responsible": v.strictObject({
    service: v.pipe(v.string(), v.regex(/^\d{14}$/)),
    area: v.strictObject({ id: text(64), ars: v.nullable(v.pipe(v.string(), v.regex(/^\d{12}$/))) }),
  }),
} as const;

export type SourceKind = v.InferOutput<typeof kind>;

/** An operator's address with its keys, as people compare them. */
export interface SourceView {
  readonly url: string;
  /** RFC 7638 thumbprints, SHA-256, base64url. */
  readonly keys: readonly { readonly kid: string; readonly thumbprint: string }[];
  /** Prescribed by an administrator: the person cannot change it. */
  readonly byPolicy: boolean;
}

export type SourcesView = Readonly<Record<SourceKind, SourceView | null>>;

type FederationFault = "unreachable" | "not_signed" | "rolled_back" | "from_the_future" | "run_out";

/** How it stands about the operator's list of servers. */
export type FederationView =
  /** None is demanded. */
  | { readonly kind: "none" }
  /** `fault`: what was wrong with the list that was seen last; the one before goes on until it runs out. */
  | {
      readonly kind: "holds";
      readonly number: number;
      readonly notAfterMs: number;
      readonly servers: number;
      readonly fault: FederationFault | null;
    }
  /** No list holds: letters that begin a thread from other servers wait. */
  | { readonly kind: "closed"; readonly fault: FederationFault };

/** Why a directory gave nothing that can be shown. */
export type DirectoryFailure =
  /** No directory is set. */
  | { readonly kind: "none" }
  | { readonly kind: "unreachable" }
  /** What it answered is no answer of a directory. */
  | { readonly kind: "unreadable" };

/** `notSigned`: answers that were left out, because the directory's operator has not signed them, or not for this question. */
export type AgenciesAnswer =
  | {
      readonly kind: "found";
      readonly agencies: readonly { readonly name: string; readonly domain: string }[];
      readonly notSigned: number;
    }
  | DirectoryFailure;

export interface AreaView {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly ars: string | null;
}

export interface DirectoryResults {
  readonly "sources.read": SourcesView;
  readonly "sources.look": SourceView;
  readonly "sources.set": SourcesView;
  readonly "federation.read": FederationView;
  readonly "federation.check": FederationView;
  readonly "directory.byName": AgenciesAnswer;
  readonly "directory.services":
    | { readonly kind: "found"; readonly services: readonly { readonly leikaKey: string; readonly name: string }[] }
    | DirectoryFailure;
  readonly "directory.areas": { readonly kind: "found"; readonly areas: readonly AreaView[] } | DirectoryFailure;
  readonly "directory.responsible": AgenciesAnswer;
}
