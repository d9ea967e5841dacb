/** English: presenting evidence to a page. */
export const enPresent = {
  "consent.present_title": "This page asks who you are",
  "consent.present_approve": "Present the proof",
  "present.purpose": "What for",
  "present.audience": "For this service, by the page's own name:",
  "present.what.x509": "What the page asks for: proof of an organisation by certificate",
  "present.what.oidc": "What the page asks for: proof of a person by an identity provider",
  "present.demands_level": "Level of assurance at least:",
  "present.demands_claims": "These must stand in it:",
  "present.gets": "What the page gets",
  "present.organisation": "The name of your organisation, by this certificate, and the address of your mailbox:",
  "present.person": "Everything that stands in your proof, and the address of your mailbox:",
  "present.address": "Address of your mailbox",
  "present.weight":
    "The page can check this at once and keep it. It proves to this page alone that it was you, today. Present it only where you would also show your identity card.",
  "present.nothing": "The page gets nothing",
  "present.none.x509": "This mailbox has no certificate. An organisation can install one in the settings.",
  "present.none.oidc": "You have no proof of who you are. You can get one in the settings, under “Prove who you are”.",
  "present.no_roots":
    "This mailbox has a certificate, and believes no authority by which it could be checked. Add the authority in the settings.",
  "present.level":
    "Your proof has the level “{level}”. That is too low for this page. In the settings you can get the proof anew, with a stronger login.",
  "present.claims": "Your proof does not hold what the page asks for:",
  "present.cannot":
    "If you agree, the page learns that there is no such proof in this mailbox. It does not learn why. If you decline, it learns only that.",
  "present.cannot_approve": "Tell the page",
  "present.summary": "Proof for",
  "present.summary_nothing": "No proof for",
  "uses.what.identity.present": "Proof presented",
} as const;
