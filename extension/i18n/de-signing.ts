import type { enSigning } from "./en-signing.ts";
import type { TextsOf } from "./texts.ts";

/** Deutsch: Unterschreiben mit Zertifikat, wenn eine Seite danach fragt. */
export const deSigning: TextsOf<typeof enSigning> = {
  "signing.certificate": "Diese Unterschrift nennt Ihre Organisation, mit diesem Zertifikat:",
  "signing.until": "Das Zertifikat gilt bis {date}.",
  "signing.weight":
    "Jeder kann später prüfen, dass diese Organisation genau diese Dokumente unterschrieben hat (JAdES Baseline B). Die Unterschrift ersetzt keine Unterschrift auf Papier, wo das Gesetz die Schriftform verlangt. Lesen Sie erst alles.",
  "signing.without":
    "Die Seite möchte eine Unterschrift mit Zertifikat und nimmt auch eine ohne. Sie unterschreiben ohne Zertifikat: Die Unterschrift nennt Ihr Postfach und keine Organisation.",
  "signing.cannot":
    "Die Seite möchte eine Unterschrift mit Zertifikat und nimmt keine andere. Sie können hier nicht unterschreiben. Wenn Sie zustimmen, erfährt die Seite, dass dieses Postfach kein gültiges Zertifikat hat.",
  "signing.cannot_approve": "Der Seite mitteilen",
  "signing.none": "Dieses Postfach hat kein Zertifikat. Eine Organisation kann in den Einstellungen eines einrichten.",
  "signing.no_roots":
    "Dieses Postfach hat ein Zertifikat, vertraut aber keiner Stelle, mit der es geprüft werden kann. Fügen Sie die Stelle in den Einstellungen hinzu.",
  "signing.other_key":
    "Das Zertifikat dieses Postfachs gilt für einen Schlüssel, der woanders liegt. Nur wer diesen Schlüssel hat, kann damit unterschreiben. Bitten Sie Ihre Zertifizierungsstelle mit dem Antrag aus den Einstellungen um ein Zertifikat.",
};
