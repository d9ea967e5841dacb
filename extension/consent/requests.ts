import type { Origin } from "../../shared/base/index.ts";
import type { ConsentView, GrantableMethod } from "../../shared/protocol/index.ts";

/** The document that asks, as the browser describes it. */
export interface Asker {
  readonly origin: Origin;
  readonly topOrigin: Origin;
  readonly documentId: string;
}

type SendView = Extract<ConsentView, { kind: "send" }>;

/** What the person is asked. A letter is shown whole: what is not in here is not sent. */
export type Question =
  | { readonly kind: "access"; readonly methods: readonly GrantableMethod[]; readonly purpose: string }
  | Pick<SendView, "kind" | "to" | "subject" | "text" | "data" | "attachments" | "acknowledgeBy" | "thread">;

/** How a question ended. */
export type Outcome =
  | "approved"
  /** The person said no, or closed the window that showed it. */
  | "declined"
  /** The person closed the window that showed another question of the same page. */
  | "dismissed"
  /** Nobody decided in time. */
  | "expired"
  /** The page left, or took its request back. */
  | "withdrawn";

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
