/** Why X.509 evidence is not believed. The list is closed; the first rule that fails, from the root down, names the reason. */
export const x509Refusals = [
  /** Bytes that are no certificate, list, response or proof of a known form. */
  "malformed",
  "chain_too_long",
  /** Nobody that is configured as a root has issued the last certificate. */
  "unknown_root",
  "issuer_mismatch",
  "broken_signature",
  "unsupported_algorithm",
  "not_yet_valid",
  "expired",
  "not_an_authority",
  "path_too_long",
  "wrong_key_usage",
  "wrong_extended_key_usage",
  /** An authority's certificate where the organisation's should be. */
  "authority_as_holder",
  "unknown_critical_extension",
  "name_not_permitted",
  "name_excluded",
  "no_organisation",
  "domain_mismatch",
  /** The certificate is not about this identity key and nothing signed under it is. */
  "key_mismatch",
  "broken_statement",
  "revoked",
  "revocation_missing",
  "revocation_stale",
  "broken_revocation",
  "log_missing",
  "broken_log_proof",
] as const;

export type X509Refusal = (typeof x509Refusals)[number];
