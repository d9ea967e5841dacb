import { randomBytes } from "node:crypto";
import { type PresentationReport, verifyPresentation } from "../../shared/verify/public.ts";

/** Whose word the portal's server takes. */
export interface Trust {
  /** Roots of organisations, PEM or JSON. */
  readonly roots?: string;
  /** Identity providers, JSON. */
  readonly issuers?: string;
}

/** The part of the portal's server that asks who somebody is: it makes nonces, takes each one once, and verifies offline. */
export interface EvidenceDesk {
  readonly reports: readonly PresentationReport[];
  /** Every token that came, for tests that show one again. */
  readonly tokens: readonly string[];
  readonly trust: (trust: Trust) => void;
  readonly makeNonce: () => string;
  readonly take: (body: string) => Promise<PresentationReport>;
}

export function openEvidenceDesk(origin: () => string): EvidenceDesk {
  const [reports, tokens]: [PresentationReport[], string[]] = [[], []];
  const open = new Set<string>();
  let believed: Trust = {};
  return {
    reports,
    tokens,
    trust: (trust) => {
      believed = trust;
    },
    makeNonce: () => {
      const nonce = randomBytes(24).toString("base64url");
      open.add(nonce);
      return nonce;
    },
    take: async (body) => {
      const { nonce, token, kind } = JSON.parse(body) as { nonce: string; token: string; kind: "x509" | "oidc" };
      tokens.push(token);
      // Whoever comes twice with a nonce, or with one of their own, is not answered by it.
      const expected = open.delete(nonce) ? nonce : randomBytes(24).toString("base64url");
      const report = await verifyPresentation(token, { ...believed, origin: origin(), nonce: expected, kind });
      reports.push(report);
      return report;
    },
  };
}
