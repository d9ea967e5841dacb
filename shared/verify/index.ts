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
export { type JadesFault, type JadesVerdict, verifyJades } from "./jades.ts";
