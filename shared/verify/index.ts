/**
 * verify: offline verification by anybody, without a mailbox, a network or a browser. Pure functions: bytes and dates go in, a
 * verdict with its reason comes out. Must never decide on trust that was not handed in, read a clock or ask the network.
 */
export {
  type DocumentVerdict,
  type SignatureFault,
  type SignatureToVerify,
  verifyDocumentSignature,
} from "./document-signature.ts";
export { explain } from "./explain.ts";
export { type JadesFault, type JadesVerdict, verifyJades } from "./jades.ts";
export { judgePresentation, type PresentationQuestion } from "./presentation.ts";
export type { Person, PresentationFault, PresentationReport, Proved } from "./presentation-report.ts";
export { type Report, type Statement, type Step, type StepId, stepIds } from "./report.ts";
export type { Language } from "./texts.ts";
export { verifyFile } from "./verify-bundle.ts";
export type { Grounds } from "./verify-proof.ts";
export { parseSignatureFile, type SignatureFile, verifySignature } from "./verify-signature.ts";
