/**
 * identity: who is on the other side. This room makes and checks what an account's identity key signs (identity documents,
 * device certificates, statements and presentations of evidence); it decides nothing about storage or network.
 * Everything from outside enters through `verify...` and leaves as a verified type or as null.
 */
export {
  type DeviceCertificate,
  issueDeviceCertificate,
  type Right,
  type VerifiedCertificate,
  verifyDeviceCertificate,
} from "./certificate.ts";
export {
  type Comparison,
  type Consideration,
  type Contact,
  comparisonMeans,
  comparisonSchema,
  considerDocument,
  type DomainWord,
  domainWordSchema,
  parseContact,
  pinned,
  type Refusal,
  withDomain,
  withoutDomain,
} from "./contact.ts";
export {
  type DocumentDevice,
  type IdentityDocument,
  issueIdentityDocument,
  revokesDevice,
  type VerifiedDocument,
  verifyIdentityDocument,
} from "./document.ts";
export { type DomainStatement, issueDomainFile, type VerifiedDomainStatement, verifyDomainFile } from "./domain.ts";
export {
  bindOidcEvidence,
  isOwnToken,
  type OidcEvidence,
  type OidcQuestion,
  type OidcRefusal,
  type OidcVerdict,
  oidcDigest,
  oidcNonce,
  oidcRefusals,
  parseOidcEvidence,
  type VerifiedPerson,
  verifyOidcEvidence,
} from "./oidc-evidence.ts";
export {
  type AssuranceLevel,
  assuranceLevels,
  describeIssuers,
  isAtLeast,
  mergeIssuers,
  type PinnedIssuer,
  readIssuers,
  withoutIssuer,
} from "./oidc-issuers.ts";
export {
  beginOidcLogin,
  claimsIn,
  metadataAddress,
  type OidcLogin,
  type OidcLoginRequest,
  type ProviderEndpoints,
  readEndpoints,
  readIdToken,
} from "./oidc-login.ts";
export {
  type EvidenceKind,
  evidenceKinds,
  issuePresentation,
  type Presentation,
  type PresentedEvidence,
  presentableKinds,
  readPresentation,
  type VerifiedPresentation,
} from "./presentation.ts";
export { issueReadmission, type Readmission, type VerifiedReadmission, verifyReadmission } from "./readmission.ts";
export { identityQrText, parseShownIdentity, type ShownIdentity, safetyCode } from "./safety-code.ts";
export {
  encodeStatement,
  parseX509Evidence,
  statementTyp,
  type VerifiedOrganisation,
  verifyX509Evidence,
  type X509Evidence,
  type X509Question,
  type X509Verdict,
} from "./x509-evidence.ts";
export { evidenceFromFiles } from "./x509-files.ts";
export { type X509Refusal, x509Refusals } from "./x509-refusal.ts";
export { type RequestedName, requestCertificate, requestDomainCertificate } from "./x509-request.ts";
export { type ConfiguredRoot, mergeRoots, readRoots, withoutRoot } from "./x509-roots.ts";
export { describeCertificate, isAbout, vouchFor } from "./x509-vouch.ts";
