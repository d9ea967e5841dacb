/** English: signing by a certificate, where a page asks for one. */
export const enSigning = {
  "signing.certificate": "This signature names your organisation, by this certificate:",
  "signing.until": "The certificate is valid until {date}.",
  "signing.weight":
    "Anybody can check later that this organisation signed exactly these documents (JAdES baseline B). It does not replace a signature on paper where the law demands one. Read everything first.",
  "signing.without":
    "The page asks for a signature by certificate and takes one without. You sign without: it names your mailbox and no organisation.",
  "signing.cannot":
    "The page asks for a signature by certificate and takes no other. You cannot sign here. If you agree, the page learns that this mailbox has no valid certificate.",
  "signing.cannot_approve": "Tell the page",
  "signing.none": "This mailbox has no certificate. An organisation can install one in the settings.",
  "signing.no_roots":
    "This mailbox has a certificate, and believes no authority by which it could be checked. Add the authority in the settings.",
  "signing.other_key":
    "The certificate of this mailbox is about a key that is kept elsewhere. Only who has that key can sign by it. Ask your authority for a certificate with the request from the settings.",
} as const;
