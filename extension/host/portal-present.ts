import { FederpostError } from "../../shared/base/index.ts";
import type { PortalParams, PortalResult, PresentedView } from "../../shared/protocol/index.ts";
import type { Change } from "../../shared/vault/index.ts";
import type { Question } from "../consent/index.ts";
import { oncePerKey, type PageCall, type PortalParts } from "./portal-parts.ts";

type PresentCall = PageCall<PortalParams<"identity.present">>;
type PresentQuestion = Extract<Question, { kind: "present" }>;
type Presented = PortalResult<"identity.present">;

async function questionFor({ backend }: PortalParts, { caller, params }: PresentCall): Promise<PresentQuestion> {
  const { evidence, level, claims, purpose, nonce } = params;
  return {
    kind: "present",
    presenter: (await backend.describeSigner()).signer,
    evidence,
    presented: await backend.describeEvidence({ kind: evidence, level, claims }),
    level,
    claims,
    audience: params.audience ?? caller.origin,
    purpose,
    nonce,
  };
}

/** What stands in the log of key uses: which evidence, of whom. */
const inLog = (presented: Extract<PresentedView, { evidenceDigest: string }>): string =>
  presented.kind === "organisation" ? presented.organisation.name : (presented.person.name ?? presented.person.issuer);

async function presentOnce(parts: PortalParts, call: PresentCall): Promise<Presented> {
  const { backend, consent, log } = parts;
  const { origin } = call.caller;
  // Throws where this version presents none of the kind, which is the same for everybody.
  const question = await questionFor(parts, call);
  const approval = await consent.ask(call.caller, question, call.signal);
  const { presented, evidence: kind, level, claims, audience, purpose, nonce } = question;
  // Who has evidence is nobody's business: the person has just agreed that the page learns that there is none it takes.
  if (!("evidenceDigest" in presented)) throw new FederpostError("unsupported", "there is no evidence that meets this");
  const use = { origin, method: "identity.present", about: inLog(presented), approved: approval.digest };
  return log.use(use, async (logged: readonly Change[]) => {
    const token = await backend.present({
      ...{ origin, audience, purpose, nonce, alsoStore: logged, way: approval.way },
      demand: { kind, level, claims },
      digest: presented.evidenceDigest,
    });
    return { evidence: { kind, token } };
  });
}

/**
 * identity.present: the person is shown who asks, what for and what the page would get, and only then it is signed for this
 * page. Until they decide, a page that asks for evidence that is not there sees what every page sees.
 */
export const presentEvidence = (parts: PortalParts, call: PresentCall): Promise<Presented> =>
  oncePerKey(parts, { ...call.caller, idempotencyKey: `present ${call.params.nonce}` }, () => presentOnce(parts, call));
