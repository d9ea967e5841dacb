/** English: certificates that renew themselves. */
export const enAcme = {
  "acme.proves": "Vouched for",
  "acme.proves.organisation": "the organisation's name",
  "acme.proves.domain": "the domain only, not the organisation's name",
  "acme.root_domain": "vouches for domains only",
} as const;
