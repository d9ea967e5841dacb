import { type CiphersuiteImpl, type CiphersuiteName, getCiphersuiteFromName, getCiphersuiteImpl } from "ts-mls";

/**
 * The cipher suites by their RFC 9420 section 17.1 numbers. Every member supports the mandatory 0x0001
 * (MTI, MSC4256); the others follow policy.
 */
export const mlsSuites = {
  "0x0001": "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
  "0x0003": "MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519",
} as const satisfies Record<string, CiphersuiteName>;

export type MlsSuite = keyof typeof mlsSuites;

const loaded = new Map<MlsSuite, Promise<CiphersuiteImpl>>();

/** The implementation of a suite; made once per process. */
export function mlsCipherSuite(suite: MlsSuite): Promise<CiphersuiteImpl> {
  const known = loaded.get(suite);
  if (known !== undefined) return known;
  const made = getCiphersuiteImpl(getCiphersuiteFromName(mlsSuites[suite]));
  loaded.set(suite, made);
  return made;
}
