/**
 * letter: what a letter, a receipt and the envelope around them look like, byte for byte. Encodes and
 * decodes, decides nothing, signs nothing. Everything from outside is `unknown` until a parse function has spoken.
 */
export { type Attachment, type AttachmentPart, isDangerousFile, safeFileName } from "./attachment.ts";
export {
  type BundleFiles,
  bundlePaths,
  encodeManifest,
  encodeProof,
  type ListedFile,
  type Proof,
  parseManifest,
  parseProof,
  unzipBundle,
  zipBundle,
} from "./bundle.ts";
export { type Envelope, encodeEnvelope, parseEnvelope } from "./envelope.ts";
export { encodeLetter, type Letter, type LetterData, letterLimits, parseLetter } from "./letter.ts";
export { encodeReceipt, parseReceipt, type Receipt, type ReceiptKind, reasonLength, receiptKinds } from "./receipt.ts";
export { isAnswer, mayState, possibleDays, statesPossibleDay } from "./receipt-rules.ts";
export {
  encodeStatement,
  parseStatement,
  type SignedDocument,
  type SigningStatement,
  signatureType,
} from "./signing-statement.ts";
