/**
 * letter: what a letter, a receipt and the envelope around them look like, byte for byte. Encodes and
 * decodes, decides nothing, signs nothing. Everything from outside is `unknown` until a parse function has spoken.
 */
export { type Attachment, type AttachmentPart, isDangerousFile, safeFileName } from "./attachment.ts";
export {
  type BundleFiles,
  bundlePaths,
  encodeEvidence,
  encodeManifest,
  encodeProof,
  type ListedFile,
  type Proof,
  parseEvidence,
  parseManifest,
  parseProof,
  unzipBundle,
  zipBundle,
} from "./bundle.ts";
export {
  type ApplicationStatus,
  type AutomaticReason,
  applicationStatuses,
  automaticData,
  automaticSchema,
  encodeFormRequest,
  encodeStatus,
  type FormRequest,
  formRequestSchema,
  isAutomatic,
  parseAutomatic,
  parseFormRequest,
  parseStatus,
  type StatusMessage,
  statusSchema,
} from "./data-kinds.ts";
export { type Envelope, encodeEnvelope, parseEnvelope } from "./envelope.ts";
export { type Form, type FormChoice, type FormField, type FormGroup, type FormKind, formLimits } from "./form.ts";
export {
  type AnswerContext,
  type AnswerLine,
  type AnswerProblem,
  checkAnswers,
  type FieldPath,
  pathOf,
  summarise,
} from "./form-answers.ts";
export { type FormFault, parseForm } from "./form-schema.ts";
export { encodeLetter, type Letter, type LetterData, letterLimits, markdownFormat, parseLetter } from "./letter.ts";
export { encodeReceipt, parseReceipt, type Receipt, type ReceiptKind, reasonLength, receiptKinds } from "./receipt.ts";
export { isAnswer, mayState, possibleDays, statesPossibleDay } from "./receipt-rules.ts";
export {
  encodeStatement,
  parseStatement,
  type SignedDocument,
  type SigningStatement,
  signatureType,
} from "./signing-statement.ts";
