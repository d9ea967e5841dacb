import type { enRules } from "./en-rules.ts";
import type { TextsOf } from "./texts.ts";

/** Was eine Administration festgelegt hat, und wo man es sieht. */
export const deRules: TextsOf<typeof enRules> = {
  "connect.not_allowed": "Ihre Administration erlaubt dieser Seite nicht, Ihr Postfach zu verwenden.",
  "choose_lock.recovery_only":
    "Ihre Administration erlaubt nur den Wiederherstellungsschlüssel. Sie brauchen ihn jedes Mal, wenn Sie das Postfach öffnen. Halten Sie Ihr Blatt bereit.",
  "choose_lock.nothing_here":
    "Was Ihre Administration erlaubt, geht in diesem Browser nicht. Das Postfach öffnet sich hier nur mit dem Wiederherstellungsschlüssel.",
  "lock.not_allowed": "Von Ihrer Administration nicht erlaubt.",
  "retention.prescribed": {
    one: "Ihre Administration hat festgelegt: Abgelegte Briefwechsel kommen {count} Tag nach dem letzten Brief in den Papierkorb.",
    other:
      "Ihre Administration hat festgelegt: Abgelegte Briefwechsel kommen {count} Tage nach dem letzten Brief in den Papierkorb.",
  },
  "trust.short_of": "Nachweis fehlt: {level}",
  "trust.short_of_hint":
    "Dieses Postfach verlangt von Personen einen Nachweis mindestens auf dem Niveau „{level}“. Diese Person hat keinen solchen gezeigt.",
  "policy.title": "Vorgaben Ihrer Administration",
  "policy.text":
    "Das ist auf diesem Computer festgelegt. Sie können es hier nicht ändern. Fragen dazu beantwortet Ihre Administration.",
  "policy.kept": "Der Browser meldet keine Vorgaben mehr. Die letzten gelten weiter, bis Sie sich abmelden.",
  "policy.nothing": "Es ist nichts festgelegt.",
  "policy.homeserver": "Sie melden sich nur an diesem Homeserver an:",
  "policy.allowedPortals": "Nur diese Seiten dürfen das Postfach verwenden:",
  "policy.allowedPortals.none": "Keine Seite darf das Postfach verwenden.",
  "policy.blockedPortals": "Diese Seiten dürfen das Postfach nicht verwenden:",
  "policy.allowedWays": "Das Postfach darf sich nur damit öffnen:",
  "policy.lockAfterMinutes": {
    one: "Das Postfach sperrt sich spätestens nach {count} Minute Pause.",
    other: "Das Postfach sperrt sich spätestens nach {count} Minuten Pause.",
  },
  "policy.profileMode": "Das Postfach wandert mit Ihnen von Rechner zu Rechner. Es ist immer nur auf einem offen.",
  "policy.minimumAssurance":
    "Personen sollen belegen, wer sie sind, mindestens auf dem Niveau „{level}“. Erste Briefe ohne diesen Nachweis liegen im Ordner „Ohne Nachweis“. Andere Briefe ohne Nachweis sind gekennzeichnet.",
  "policy.retentionDays": {
    one: "Abgelegte Briefwechsel kommen {count} Tag nach dem letzten Brief in den Papierkorb.",
    other: "Abgelegte Briefwechsel kommen {count} Tage nach dem letzten Brief in den Papierkorb.",
  },
  "policy.audience.citizen": "Dieses Postfach ist für Bürgerinnen und Bürger eingerichtet.",
  "policy.audience.organisation": "Dieses Postfach ist für eine Organisation eingerichtet.",
  "policy.audience.agency": "Dieses Postfach ist für eine Behörde eingerichtet.",
  "policy.featuresOff": "Das ist abgeschaltet:",
  "policy.feature.portals": "Seiten mit dem Postfach verbinden",
  "policy.feature.forms": "Formulare und Antragsstatus versenden",
  "policy.feature.person": "Nachweis holen, wer Sie sind",
  "policy.feature.certificate": "Zertifikat und Datei für die eigene Domain",
  "policy.feature.directory": "Suche im Verzeichnis",
  "policy.feature.contact_rules": "Selbst bestimmen, wer schreiben darf",
  "policy.feature.close_account": "Konto schließen",
  "policy.trustRoots": "Stellen, deren Zertifikaten geglaubt wird, sind vorgegeben.",
  "policy.identityProviders": "Identitätsdienste, denen geglaubt wird, sind vorgegeben.",
  "policy.directory": "Das Verzeichnis ist vorgegeben.",
  "policy.federationList": "Eine Liste bestimmt, von welchen Servern man schreiben darf.",
  "policy.minimumVersion": "Federpost arbeitet ab Version {version}.",
};
