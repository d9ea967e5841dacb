import type { Origin } from "../../shared/base/index.ts";
import type { ConsentView, GrantableMethod, PresentedWayParam } from "../../shared/protocol/index.ts";

/** The document that asks, as the browser describes it. */
export interface Asker {
  readonly origin: Origin;
  readonly topOrigin: Origin;
  readonly documentId: string;
}

/** What the queue says of every question. */
type Common = "request" | "digest" | "origin" | "topOrigin" | "waiting";
/** The views without the common part, each by itself. */
type Own<T> = T extends unknown ? Omit<T, Common> : never;

/** What the person is asked. What is not in here is neither sent nor signed. */
export type Question =
  | { readonly kind: "access"; readonly methods: readonly GrantableMethod[]; readonly purpose: string }
  | Own<Exclude<ConsentView, { kind: "access" }>>;

/** What the person wrote when they were asked to write. It never reaches the page. */
export interface Written {
  readonly subject: string;
  readonly text: string;
  /** Values of the form's fields by name, unchecked. */
  readonly values: Readonly<Record<string, string | number | boolean>>;
  readonly files: readonly { readonly name: string; readonly type: string; readonly staging: string }[];
  readonly draftId: string;
}

/** How a question ended. */
export type Outcome =
  | { readonly kind: "approved"; readonly written: Written | null; readonly way: PresentedWayParam | null }
  /** The person said no, or closed the window that showed it. */
  | { readonly kind: "declined" }
  /** The person closed the window that showed another question of the same page. */
  | { readonly kind: "dismissed" }
  /** Nobody decided in time. */
  | { readonly kind: "expired" }
  /** The page left, or took its request back. */
  | { readonly kind: "withdrawn" };

/** A question that waits for the person. */
export interface Asked {
  readonly request: string;
  /** Names this very question from this very document; a decision must carry it. */
  readonly digest: string;
  readonly asker: Asker;
  readonly question: Question;
}

/** The bytes a question's digest is taken over. Built from one object in a fixed order, so equal questions give equal bytes. */
export function digestInput(request: string, asker: Asker, question: Question): Uint8Array {
  const { origin, topOrigin, documentId } = asker;
  return new TextEncoder().encode(JSON.stringify({ request, origin, topOrigin, documentId, question }));
}
