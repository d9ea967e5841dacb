import * as v from "valibot";
import { FederpostError } from "../base/index.ts";
import { errorFor, type MatrixAnswer, type Refusal } from "./answer.ts";
import { type Call, httpRequest, v3 } from "./call.ts";
import type { Connection } from "./connection.ts";
import type { Json } from "./json.ts";
import { shortText } from "./schema.ts";

/** How a person shows that they mean a step which the homeserver does not take by the session alone. */
export type AccountProof =
  | { readonly kind: "password"; readonly password: string }
  /** A login at the identity provider, in a tab of the browser; `session` null begins it. */
  | { readonly kind: "browser"; readonly session: string | null };

/** Where the person confirms, before the same step is asked for again with `session`. */
export interface BrowserConfirmation {
  readonly url: string;
  readonly session: string;
}

const flowsSchema = v.object({
  session: v.optional(shortText),
  flows: v.array(v.object({ stages: v.array(v.string()) })),
});

/**
 * Makes a call under user-interactive authentication. Null: it is done. Otherwise the person has to confirm in the browser first.
 * @throws FederpostError `wrong_password`, `unsupported` where the homeserver accepts no such proof, `not_confirmed` when the
 *   browser's part is still missing, and what the transport throws.
 */
export async function withProof(
  connection: Connection,
  about: { readonly baseUrl: string; readonly proof: AccountProof; readonly call: (auth: Json | null) => Call },
): Promise<BrowserConfirmation | null> {
  const { baseUrl, proof, call } = about;
  const begun = proof.kind === "browser" ? proof.session : null;
  const first = await connection.answer(call(begun === null ? null : { session: begun }));
  if (first.kind === "ok") return null;
  const asked = v.safeParse(flowsSchema, first.refusal.json);
  if (first.refusal.status !== 401 || !asked.success) throw errorFor(first.refusal);
  if (begun !== null) throw new FederpostError("not_confirmed", "This was not confirmed in the browser yet.");
  const { session, flows } = asked.output;
  const offers = (stage: string) => flows.some(({ stages }) => stages.length === 1 && stages[0] === stage);
  if (proof.kind === "browser") {
    if (!offers("m.login.sso") || session === undefined) throw unsupported();
    const path = v3("auth", "m.login.sso", "fallback", "web");
    const { url } = httpRequest({ method: "GET", path, query: { session }, repeat: "never" }, { baseUrl, token: null });
    return { url, session };
  }
  if (!offers("m.login.password")) throw unsupported();
  const identifier = { type: "m.id.user", user: connection.userId };
  const auth = { type: "m.login.password", identifier, password: proof.password, ...(session && { session }) };
  return passwordOutcome(await connection.answer(call(auth)));
}

function passwordOutcome(answer: MatrixAnswer): null {
  if (answer.kind === "ok") return null;
  const { status, errcode }: Refusal = answer.refusal;
  if (status === 401 && (errcode === "M_FORBIDDEN" || errcode === ""))
    throw new FederpostError("wrong_password", "The homeserver does not accept this password.");
  throw errorFor(answer.refusal);
}

const unsupported = () =>
  new FederpostError("unsupported", "The homeserver wants another confirmation than the one given.");
