/**
 * crypto: the only room that touches a primitive. Signatures (JWS), digests, the encrypted file stream
 * and the provider that the MLS engine runs on. Knows nothing of letters, accounts or storage.
 * Keys are passed as base64url text of their raw bytes; callers own and store them.
 */

export {
  type Asn1,
  expectTag,
  readBits,
  readBoolean,
  readDer,
  readFlags,
  readNumber,
  readOid,
  readSerial,
  readText,
  readTime,
  sameDer,
} from "./asn1.ts";
export {
  type DerValue,
  derBits,
  derContext0,
  derDnsName,
  derInteger,
  derOctets,
  derOid,
  derPrintable,
  derSequence,
  derSet,
  derUtf8,
  encodeDer,
} from "./asn1-write.ts";
export {
  type CertifiedJws,
  type CertifiedKey,
  isStrongKey,
  readPublicKey,
  type SignatureRules,
  type SignatureVerdict,
  verifyCertifiedJws,
  verifyDerSignature,
} from "./certificate-signature.ts";
export { forgetSecrets } from "./core.ts";
export { digestOf, hashNamed, sha256, sha512Of, startDigest, startSha512 } from "./digest.ts";
export {
  type AcmeSigner,
  bindExternalAccount,
  type EcKey,
  ecSubjectPublicKey,
  ecThumbprint,
  generateEcKey,
  signAcmeRequest,
  signCertifiedJws,
  signEcBytes,
} from "./ec-key.ts";
export { createFileSealer, type FileSealer, openFileParts, type SealedFile } from "./file-stream.ts";
export { withStableInfo } from "./hpke.ts";
export {
  type IssuerJwsVerdict,
  type IssuerKey,
  isUsableIssuerKey,
  verifyIssuerJws,
} from "./issuer-jws.ts";
export {
  byUriHash,
  type Commitment,
  type JadesAlgorithm,
  type JadesHash,
  type JadesSigner,
  jadesAlgorithms,
  jadesHashes,
  jadesSignerOf,
  proofOfApproval,
  signJades,
} from "./jades.ts";
export {
  generateSigningKey,
  type PublicKey,
  parsePublicKey,
  type SigningKey,
  signBytes,
  signJws,
  verifyJws,
} from "./jws.ts";
export { federpostCryptoProvider, type MlsSuite, mlsCipherSuite, mlsSuites } from "./mls-provider.ts";
export {
  type AgreementKey,
  agreeChannel,
  generateAgreementKey,
  type PairedChannel,
  type PairedSide,
} from "./paired-channel.ts";
export { isPassphraseCost, type PassphraseCost, passphraseCost, stretchPassphrase } from "./passphrase.ts";
export { deriveRecoveryKeys, type RecoveryKeys } from "./recovery.ts";
export { deriveNameKey, deriveStorageKey, type NameKey, type StorageKey } from "./storage-seal.ts";
export { readTrustKeys, type SignedUnder, type TrustKey, verifyUnderKeys } from "./trust-keys.ts";
