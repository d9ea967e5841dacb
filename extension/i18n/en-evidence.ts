/** English: an organisation's certificates, and whose certificates are believed. */
export const enEvidence = {
  "evidence.title": "Certificates",
  "evidence.text":
    "A certificate proves that a mailbox belongs to an organisation. Everybody can decide which authorities to believe. An organisation can install its own certificate here.",
  "evidence.own": "Certificate of this mailbox",
  "evidence.none": "This mailbox has no certificate. Others see its address, and “not verified”. People need none.",
  "evidence.no_roots":
    "This mailbox has a certificate. Whether it holds can be seen here once you have added the authority that issued it.",
  "evidence.request": "Ask for a certificate",
  "evidence.request_text":
    "Save the request and give it to your certificate authority. The certificate will be about the key of this mailbox.",
  "evidence.organisation": "Name of the organisation",
  "evidence.unit": "Office or department",
  "evidence.unit_hint": "Only where the certificate shall name one",
  "evidence.country": "Country, two letters",
  "evidence.country_wrong": "Two letters, such as DE",
  "evidence.request_action": "Save the request",
  "evidence.install": "Install a certificate",
  "evidence.install_text":
    "Choose all files of your authority together: the certificate, those of its issuers, and revocation lists or OCSP responses. PEM or DER.",
  "evidence.choose": "Choose files",
  "evidence.remove": "Remove the certificate",
  "evidence.remove_title": "Remove the certificate of this mailbox?",
  "evidence.remove_text":
    "Others then see this mailbox as “not verified”. Letters that were sent with the certificate keep their proof. You can install it again.",
  "evidence.refused": "The certificate does not hold: {reason}. Ask your authority.",
  "evidence.refused.unknown_root":
    "The certificate does not come from an authority that this mailbox believes. Add the authority first, or choose the certificates of all issuers too.",
  "evidence.refused.key_mismatch":
    "The certificate is about another key than that of this mailbox. Ask for one with the request that you save here.",
  "evidence.refused.expired": "The certificate has expired. Ask your authority for a new one.",
  "evidence.refused.not_yet_valid": "The certificate is not valid yet. Check the date, and the clock of this computer.",
  "evidence.refused.revoked": "The certificate was revoked. Ask your authority for a new one.",
  "evidence.refused.revocation_missing":
    "There is no revocation list for one of the certificates, and the authority demands one. Choose it together with the certificates.",
  "evidence.refused.revocation_stale": "A revocation list is out of date. Fetch the current one from your authority.",
  "evidence.refused.no_organisation":
    "The certificate names no organisation (O). Ask your authority for one that does.",
  "evidence.refused.wrong_key_usage": "The certificate is not for signatures. Ask your authority for one that is.",
  "evidence.refused.log_missing":
    "The authority demands proof from a transparency log, which did not come with the certificate.",
  "roots.title": "Authorities you believe",
  "roots.text": "Names from certificates of these authorities are shown with a check mark.",
  "roots.none": "None yet. So everybody is “not verified”.",
  "roots.add": "Add an authority",
  "roots.question": "Believe this authority?",
  "roots.question_text":
    "Compare the fingerprint with the one that the authority has published. Whoever you believe here can give names to mailboxes.",
  "roots.confirm": "Believe it",
  "roots.remove": "Remove",
  "roots.remove_named": "Remove {name}",
  "roots.fingerprint": "Fingerprint (SHA-256)",
  "roots.revocation": "revocation is always checked",
  "roots.log": "with a transparency log",
} as const;
