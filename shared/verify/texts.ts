import type { Statement, StepId } from "./report.ts";

export type Language = "de" | "en";

/** What each step looks at, for people. */
export const stepTexts: Readonly<Record<Language, Readonly<Record<StepId, string>>>> = {
  de: {
    container: "Die Datei ist so, wie sie ausgestellt wurde",
    manifest: "Das Verzeichnis der Datei ist lesbar",
    files: "Alle Teile sind da, und keiner wurde verändert",
    form: "Der Inhalt hat die vorgeschriebene Form",
    signature: "Die Unterschrift passt zum Inhalt",
    certificate: "Das Zertifikat des Geräts ist echt",
    key: "Dieses Gerät hat unterschrieben",
    rights: "Das Gerät darf im Namen des Kontos schreiben",
    document: "Der Ausweis des Kontos ist echt und gehört zu diesem Gerät",
    listed: "Der Ausweis nennt dieses Gerät",
    time: "Das Gerät durfte zu dieser Zeit für das Konto schreiben",
    organisation: "Das Konto gehört dieser Stelle",
    person: "Wer schreibt, hat sich beim Identitätsdienst ausgewiesen",
    attachments: "Die Anhänge sind die, die unterschrieben wurden",
    receipt_letter: "Die Quittung gehört zu diesem Brief",
    receipt_signer: "Die Quittung kommt von der richtigen Seite",
    receipt_day: "Der angegebene Tag des Empfangs ist möglich",
    receipt_once: "Der Empfänger hat nur eine Antwort gegeben",
    certified_key: "Die Unterschrift nennt ihr Zertifikat",
    certified_account: "Das Zertifikat gehört zu diesem Konto",
    documents: "Die Dokumente sind die, die unterschrieben wurden",
  },
  en: {
    container: "The file is as it was issued",
    manifest: "The file's list of contents can be read",
    files: "All parts are there and none was changed",
    form: "The content has the prescribed form",
    signature: "The signature fits the content",
    certificate: "The device's certificate is genuine",
    key: "This device signed",
    rights: "The device may write in the account's name",
    document: "The account's identity document is genuine and belongs to this device",
    listed: "The identity document lists this device",
    time: "The device was allowed to write for the account at that time",
    organisation: "The account belongs to this organisation",
    person: "Who writes has proved who they are to the identity provider",
    attachments: "The attachments are those that were signed",
    receipt_letter: "The receipt is about this letter",
    receipt_signer: "The receipt comes from the right side",
    receipt_day: "The stated day of receipt is possible",
    receipt_once: "The recipient gave one answer only",
    certified_key: "The signature names its certificate",
    certified_account: "The certificate belongs to this account",
    documents: "The documents are those that were signed",
  },
};

export const resultTexts = {
  de: { passed: "geprüft", failed: "FEHLER", noted: "Hinweis" },
  en: { passed: "checked", failed: "FAILED", noted: "note" },
} as const;

export const verdictTexts = {
  de: { valid: "Gültig", invalid: "Ungültig", unreadable: "Nicht lesbar" },
  en: { valid: "Valid", invalid: "Invalid", unreadable: "Unreadable" },
} as const;

/** What a detail that is a word and no name means. */
export const detailTexts: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  de: {
    no_evidence: "Das Konto hat keinen Nachweis einer Stelle",
    no_issuers: "Es wurde keine Liste von Identitätsdiensten angegeben",
    not_theirs: "Der Nachweis gehört nicht zu diesem Konto und seinem Schlüssel",
    no_roots: "Es wurden keine Wurzelzertifikate angegeben",
    repacked: "Ein anderes Programm hat die Datei neu gepackt",
    not_included: "Die Anhänge liegen nicht bei",
    other_documents:
      "Es sind nicht so viele Dokumente wie unterschrieben. Geben Sie alle an, in der Reihenfolge der Unterschrift",
    document_changed: "Ein Dokument hat einen anderen Inhalt, oder die Reihenfolge stimmt nicht",
  },
  en: {
    no_evidence: "The account brings no evidence of an organisation",
    no_issuers: "No list of identity providers was given",
    not_theirs: "The evidence is not about this account and its key",
    no_roots: "No root certificates were given",
    repacked: "Another program has packed the file anew",
    not_included: "The attachments are not included",
    other_documents: "There are not as many documents as were signed. Give all of them, in the order of the signature",
    document_changed: "A document has another content, or the order is not the signed one",
  },
};

/** What was stated, by kind. */
export const statementTexts: Readonly<Record<Language, Readonly<Record<Statement["kind"], string>>>> = {
  de: {
    letter: "Brief",
    signature: "Unterschrift",
    submitted: "Abgesendet",
    provided: "Bereitgestellt",
    notified: "Benachrichtigt",
    retrieved: "Abgerufen",
    acknowledged: "Empfang bestätigt",
    rejected: "Empfangsbestätigung abgelehnt",
  },
  en: {
    letter: "Letter",
    signature: "Signature",
    submitted: "Sent",
    provided: "Provided",
    notified: "Notified",
    retrieved: "Retrieved",
    acknowledged: "Acknowledged",
    rejected: "Acknowledgement refused",
  },
};
