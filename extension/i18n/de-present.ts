import type { enPresent } from "./en-present.ts";
import type { TextsOf } from "./texts.ts";

/** Deutsch: einer Seite einen Nachweis vorlegen. */
export const dePresent: TextsOf<typeof enPresent> = {
  "consent.present_title": "Diese Seite fragt, wer Sie sind",
  "consent.present_approve": "Nachweis vorlegen",
  "present.purpose": "Wofür",
  "present.audience": "Für diesen Dienst, wie ihn die Seite selbst nennt:",
  "present.what.x509": "Was die Seite möchte: den Nachweis einer Organisation durch ein Zertifikat",
  "present.what.oidc": "Was die Seite möchte: den Nachweis einer Person durch einen Identitätsdienst",
  "present.demands_level": "Vertrauensniveau mindestens:",
  "present.demands_claims": "Das muss darin stehen:",
  "present.gets": "Was die Seite bekommt",
  "present.organisation": "Den Namen Ihrer Organisation mit diesem Zertifikat und die Adresse Ihres Postfachs:",
  "present.person": "Alles, was in Ihrem Nachweis steht, und die Adresse Ihres Postfachs:",
  "present.address": "Adresse Ihres Postfachs",
  "present.weight":
    "Die Seite kann den Nachweis sofort prüfen und behalten. Er zeigt nur dieser Seite, dass Sie es heute waren. Legen Sie ihn nur vor, wo Sie auch Ihren Ausweis zeigen würden.",
  "present.nothing": "Die Seite bekommt nichts",
  "present.none.x509":
    "Dieses Postfach hat kein Zertifikat. Eine Organisation kann in den Einstellungen eines einrichten.",
  "present.none.oidc":
    "Sie haben keinen Nachweis Ihrer Identität. Sie können in den Einstellungen einen holen, unter „Sich ausweisen“.",
  "present.no_roots":
    "Dieses Postfach hat ein Zertifikat, vertraut aber keiner Stelle, mit der es geprüft werden kann. Fügen Sie die Stelle in den Einstellungen hinzu.",
  "present.level":
    "Ihr Nachweis hat das Niveau „{level}“. Das ist für diese Seite zu niedrig. In den Einstellungen können Sie den Nachweis neu holen, mit einer stärkeren Anmeldung.",
  "present.claims": "In Ihrem Nachweis fehlt, was die Seite möchte:",
  "present.cannot":
    "Wenn Sie zustimmen, erfährt die Seite, dass es in diesem Postfach keinen solchen Nachweis gibt. Den Grund erfährt sie nicht. Wenn Sie ablehnen, erfährt sie nur das.",
  "present.cannot_approve": "Der Seite mitteilen",
  "present.summary": "Nachweis für",
  "present.summary_nothing": "Kein Nachweis für",
  "uses.what.identity.present": "Nachweis vorgelegt",
};
