import type { AcmeStep } from "./enrol.ts";
import type { AcmeFailure } from "./failure.ts";

export type Language = "de" | "en";

/** What each failure means, and what to do next. */
export const failureTexts: Readonly<Record<Language, Readonly<Record<AcmeFailure, string>>>> = {
  de: {
    ca_unreachable:
      "Die Zertifizierungsstelle ist nicht erreichbar. Prüfen Sie ihre Adresse, die Netzverbindung und einen Proxy. Hat die Stelle eine eigene Wurzel für TLS, geben Sie diese mit NODE_EXTRA_CA_CERTS an. Der nächste Lauf versucht es wieder.",
    not_a_directory:
      "Unter dieser Adresse antwortet keine Zertifizierungsstelle mit ACME. Fragen Sie die Stelle nach der Adresse ihres ACME-Verzeichnisses.",
    ca_error:
      "Die Zertifizierungsstelle meldet einen eigenen Fehler. Sie müssen nichts tun: Der nächste Lauf versucht es wieder.",
    rate_limited:
      "Die Zertifizierungsstelle nimmt zurzeit keine weiteren Anfragen an. Sie müssen nichts tun: Nach der Wartezeit versucht es der nächste Lauf wieder.",
    terms_changed:
      "Die Zertifizierungsstelle verlangt, dass Sie neuen Bedingungen zustimmen. Lesen Sie bei der Stelle nach und starten Sie dann erneut.",
    eab_required:
      "Diese Zertifizierungsstelle verlangt ein Konto. Lassen Sie sich dort eine Kennung (Key ID) und einen Schlüssel (HMAC) geben und tragen Sie beide im Postfach unter „Zertifikat automatisch“ ein.",
    eab_refused:
      "Die Zertifizierungsstelle kennt die Kennung oder den Schlüssel des Kontos nicht. Prüfen Sie beide, speichern Sie im Postfach die Datei neu und richten Sie erneut ein.",
    account_unknown:
      "Die Zertifizierungsstelle kennt das Konto dieses Servers nicht mehr. Speichern Sie im Postfach die Datei neu und richten Sie erneut ein.",
    contact_refused:
      "Die Zertifizierungsstelle nimmt die E-Mail-Adresse nicht an. Tragen Sie im Postfach eine andere ein oder lassen Sie das Feld leer, und richten Sie erneut ein.",
    domain_refused:
      "Die Zertifizierungsstelle stellt für diese Domain nichts aus. Prüfen Sie die Schreibweise und CAA-Einträge im DNS, oder fragen Sie die Stelle.",
    no_http_challenge:
      "Die Zertifizierungsstelle bietet die Prüfung über den Webserver (http-01) nicht an. Wählen Sie eine andere Stelle, oder richten Sie das Zertifikat von Hand ein.",
    web_server_wrong:
      "Der Webserver der Domain antwortet nicht so, wie es die Prüfung braucht. Fügen Sie die Zeilen aus „federpost-acme web-server“ in seine Konfiguration ein (auch für Port 80) und laden Sie sie neu.",
    challenge_unreachable:
      "Die Zertifizierungsstelle erreicht den Webserver der Domain nicht. Prüfen Sie DNS, Firewall und Port 80.",
    challenge_wrong:
      "Die Zertifizierungsstelle hat auf dem Webserver eine falsche Antwort gefunden. Fügen Sie die Zeilen aus „federpost-acme web-server“ in seine Konfiguration ein (auch für Port 80) und laden Sie sie neu.",
    order_expired:
      "Der Auftrag ist abgelaufen, bevor er fertig war. Sie müssen nichts tun: Der nächste Lauf gibt einen neuen auf.",
    request_refused:
      "Die Zertifizierungsstelle lehnt den Zertifikatsantrag ab. Fragen Sie dort, ob sie Schlüssel auf der Kurve P-256 und den Namen Ihrer Organisation annimmt.",
    nonce_refused:
      "Die Zertifizierungsstelle hat jede Anfrage als veraltet abgelehnt. Meist liegt das an einem Proxy, der Antworten zwischenspeichert. Nehmen Sie die Stelle davon aus.",
    too_slow:
      "Die Zertifizierungsstelle ist nach fünf Minuten nicht fertig geworden. Der nächste Lauf versucht es wieder.",
    certificate_unreadable:
      "Die Zertifizierungsstelle hat ein Zertifikat geschickt, das nicht zum Antrag passt. Es wurde nichts geändert. Fragen Sie die Stelle.",
    refused: "Die Zertifizierungsstelle hat die Anfrage abgelehnt. Lesen Sie ihre Begründung und fragen Sie dort nach.",
  },
  en: {
    ca_unreachable:
      "The certificate authority cannot be reached. Check its address, the network and any proxy. If it has a TLS root of its own, name that in NODE_EXTRA_CA_CERTS. The next run tries again.",
    not_a_directory:
      "No certificate authority answers by ACME at this address. Ask the authority for the address of its ACME directory.",
    ca_error: "The certificate authority reports an error of its own. Nothing to do: the next run tries again.",
    rate_limited:
      "The certificate authority takes no more requests for now. Nothing to do: after the wait the next run tries again.",
    terms_changed: "The certificate authority wants you to agree to new terms. Read them there, then start again.",
    eab_required:
      "This certificate authority wants an account. Have it give you a key ID and an HMAC key, and enter both in the mailbox under “Certificate by itself”.",
    eab_refused:
      "The certificate authority does not know the account's key ID or HMAC key. Check both, save the file in the mailbox anew, and set up again.",
    account_unknown:
      "The certificate authority no longer knows this server's account. Save the file in the mailbox anew, and set up again.",
    contact_refused:
      "The certificate authority does not take the e-mail address. Enter another one in the mailbox or leave it empty, and set up again.",
    domain_refused:
      "The certificate authority issues nothing for this domain. Check its spelling and CAA records in DNS, or ask the authority.",
    no_http_challenge:
      "The certificate authority does not offer to look at the web server (http-01). Choose another one, or install the certificate by hand.",
    web_server_wrong:
      "The domain's web server does not answer as the check needs. Put the lines of “federpost-acme web-server” into its configuration (for port 80 too) and reload it.",
    challenge_unreachable:
      "The certificate authority cannot reach the domain's web server. Check DNS, firewall and port 80.",
    challenge_wrong:
      "The certificate authority found a wrong answer at the web server. Put the lines of “federpost-acme web-server” into its configuration (for port 80 too) and reload it.",
    order_expired: "The order ran out before it was done. Nothing to do: the next run places a new one.",
    request_refused:
      "The certificate authority refuses the request. Ask whether it takes keys on the curve P-256 and the name of your organisation.",
    nonce_refused:
      "The certificate authority refused every request as out of date. Mostly a proxy that stores answers is the reason. Exempt the authority from it.",
    too_slow: "The certificate authority was not done after five minutes. The next run tries again.",
    certificate_unreadable:
      "The certificate authority sent a certificate that does not fit the request. Nothing was changed. Ask the authority.",
    refused: "The certificate authority refused the request. Read its reason and ask there.",
  },
};

/** What is being done, for the administrator's screen. */
export const stepTexts: Readonly<Record<Language, Readonly<Record<AcmeStep, string>>>> = {
  de: {
    directory: "Zertifizierungsstelle wird gefragt …",
    account: "Konto bei der Zertifizierungsstelle …",
    web_server: "Webserver wird angesehen …",
    order: "Zertifikat wird beantragt, die Stelle prüft die Domain …",
    vouch: "Nachweis für das Postfach wird gemacht …",
  },
  en: {
    directory: "Asking the certificate authority …",
    account: "Account at the certificate authority …",
    web_server: "Looking at the web server …",
    order: "Asking for the certificate, the authority checks the domain …",
    vouch: "Making the evidence for the mailbox …",
  },
};

/** What the command says besides; `{name}` is filled in. */
export const commandTexts = {
  de: {
    prepared:
      "Eingerichtet in {state}. Fügen Sie diese Zeilen einmal in die Konfiguration des Webservers ein, laden Sie sie neu, und starten Sie dann „federpost-acme enrol --state {state}“.",
    kept: "In {state} war schon eingerichtet: Der Schlüssel des Kontos bleibt, die Zeilen des Webservers gelten weiter.",
    issued: "Fertig. Das Zertifikat gilt bis {until}, erneuert wird ab {due}. Das Postfach übernimmt es von selbst.",
    not_due: "Nichts zu tun: Das Zertifikat gilt bis {until}, erneuert wird ab {due}.",
    waiting: "Die Zertifizierungsstelle will vor {retry} nicht gefragt werden. Bis dahin geschieht nichts.",
    none: "Noch kein Zertifikat.",
    failed: "Der letzte Versuch am {at} ist gescheitert:",
    said: "Die Stelle schreibt: {said}",
    retry: "Frühestens wieder: {retry}",
    not_prepared:
      "In {state} ist nichts eingerichtet. Starten Sie zuerst „federpost-acme prepare DATEI --state {state}“.",
    not_an_enrolment: "{file} ist keine Datei aus „Zertifikat automatisch“. Speichern Sie sie im Postfach neu.",
    unreadable:
      "{file} kann nicht gelesen oder geschrieben werden. Prüfen Sie, ob es sie gibt und ob Sie die Rechte haben.",
    broken: "Das hätte nicht geschehen dürfen. Bitte melden Sie es.",
  },
  en: {
    prepared:
      "Set up in {state}. Put these lines into the web server's configuration once, reload it, then start “federpost-acme enrol --state {state}”.",
    kept: "{state} was set up already: the account's key stays, and so do the web server's lines.",
    issued:
      "Done. The certificate is valid until {until}, and renewed from {due} on. The mailbox takes it over by itself.",
    not_due: "Nothing to do: the certificate is valid until {until}, and renewed from {due} on.",
    waiting: "The certificate authority does not want to be asked before {retry}. Nothing happens until then.",
    none: "No certificate yet.",
    failed: "The last attempt on {at} failed:",
    said: "The authority writes: {said}",
    retry: "Not before: {retry}",
    not_prepared: "Nothing is set up in {state}. Start “federpost-acme prepare FILE --state {state}” first.",
    not_an_enrolment: "{file} is no file of “Certificate by itself”. Save it in the mailbox anew.",
    unreadable: "{file} cannot be read or written. Check that it is there and that you have the rights.",
    broken: "That should not have happened. Please report it.",
  },
} as const;

export type CommandText = keyof (typeof commandTexts)["en"];
