import * as v from "valibot";
import { parseOrigin } from "../../shared/base/index.ts";
import { audiences, features } from "./features.ts";

/** The fields of a policy: how each is checked, how Chromium's managed schema describes it, and what it means. */

const text = (longest: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(longest));
const origin = v.pipe(
  v.string(),
  v.check(
    (value) => parseOrigin(value) === value && value.startsWith("https://") && !value.includes("*"),
    "not an origin",
  ),
);
const origins = v.pipe(v.array(origin), v.maxLength(1000));
/** Each value at most once: one that stands there twice was meant to be another. */
const some = <const T extends readonly string[]>(values: T) =>
  v.pipe(
    v.array(v.picklist(values)),
    v.check((list) => new Set(list).size === list.length, "a value twice"),
  );
const version = v.pipe(v.string(), v.regex(/^\d{1,5}(\.\d{1,5}){0,3}$/));

/** Ways in that a policy decides on. A recovery key always opens: without it a forgotten passphrase would end the mailbox. */
export const policyWays = ["passphrase", "passkey", "device"] as const;
/** Levels of assurance (eIDAS, article 8), the lowest first. */
export const levels = ["low", "substantial", "high"] as const;

export const policyFields = {
  homeserver: {
    check: text(255),
    json: { type: "string" },
    de: "Homeserver, an dem man sich anmeldet, zum Beispiel `matrix.stadt.example`. Andere werden abgelehnt",
  },
  allowedPortals: {
    check: origins,
    json: { type: "array", items: { type: "string" } },
    de: "Seiten, die das Postfach verwenden dürfen, als Ursprung (`https://portal.stadt.example`). Fehlt das Feld, entscheidet die Person",
  },
  blockedPortals: {
    check: origins,
    json: { type: "array", items: { type: "string" } },
    de: "Seiten, die das Postfach nicht verwenden dürfen, ebenso geschrieben. Was hier steht, gilt auch gegen `allowedPortals`",
  },
  lockRequired: {
    check: v.boolean(),
    json: { type: "boolean" },
    de: "Das Postfach muss gesperrt werden können: „Keine Sperre“ lässt sich nicht wählen",
  },
  allowedWays: {
    check: some(policyWays),
    json: { type: "array", items: { type: "string", enum: policyWays } },
    de: "Womit sich das Postfach öffnen lässt: `passphrase`, `passkey`, `device` (keine Sperre). Der Wiederherstellungsschlüssel öffnet immer; `[]` heißt: nur er. Was schon anders gewählt ist, muss die Person nach dem Entsperren ändern",
  },
  lockAfterMinutes: {
    check: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1440)),
    json: { type: "integer", minimum: 1, maximum: 1440 },
    de: "Nach so vielen Minuten Pause sperrt sich das Postfach spätestens",
  },
  profileMode: {
    check: v.picklist(["usual", "roaming"]),
    json: { type: "string", enum: ["usual", "roaming"] },
    de: "`roaming`, wo Profile mit der Person von Rechner zu Rechner wandern: Ein Rechner hat das Postfach, der nächste wartet",
  },
  trustRoots: {
    check: text(2_000_000),
    json: { type: "string" },
    de: "Stellen, deren Zertifikaten geglaubt wird: Zertifikate in PEM hintereinander, oder JSON `[{ certificate, revocation, proves, logs }]`",
  },
  identityProviders: {
    check: text(500_000),
    json: { type: "string" },
    de: "Identitätsdienste, deren Wort über Personen gilt: JSON `[{ issuer, name, clientId, keys, levels, maxAgeDays, until }]`, siehe [Wer auf der anderen Seite ist](identitaet.md)",
  },
  minimumAssurance: {
    check: v.picklist(levels),
    json: { type: "string", enum: levels },
    de: "Wie gut belegt sein muss, wer eine Person ist: `low`, `substantial` oder `high` (Vertrauensniveaus der eIDAS-Verordnung). Briefe von Personen darunter sind gekennzeichnet",
  },
  retentionDays: {
    check: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(36_500)),
    json: { type: "integer", minimum: 1, maximum: 36_500 },
    de: "So viele Tage nach dem letzten Brief kommt ein abgelegter Briefwechsel in den Papierkorb. Die Person kann dann keine andere Zeit wählen",
  },
  directory: {
    check: text(64_000),
    json: { type: "string" },
    de: "Verzeichnis, in dem man Ämter nach Name, Leistung und Ort sucht: JSON `{ url, keys }`, `keys` wie in einem JWK Set ([verzeichnis.md](verzeichnis.md))",
  },
  federationList: {
    check: text(64_000),
    json: { type: "string" },
    de: "Liste der Server, die schreiben dürfen, und wer sie unterschreibt: JSON `{ url, keys }` wie bei `directory`",
  },
  audience: {
    check: v.picklist(audiences),
    json: { type: "string", enum: audiences },
    de: "Für wen das Postfach ist: `citizen`, `organisation` oder `agency`. Schaltet Funktionen ab, die diese Gruppe nicht braucht (siehe unten). Fehlt das Feld, sind alle da",
  },
  featuresOn: {
    check: some(features),
    json: { type: "array", items: { type: "string", enum: features } },
    de: "Funktionen, die es trotz `audience` gibt",
  },
  featuresOff: {
    check: some(features),
    json: { type: "array", items: { type: "string", enum: features } },
    de: "Funktionen, die es nicht gibt. Gilt auch gegen `featuresOn`",
  },
  accessibilityContact: {
    check: v.union([
      v.pipe(text(255), v.email()),
      v.pipe(
        text(2048),
        v.check((value) => value.startsWith("https://") && URL.canParse(value), "no https address"),
      ),
    ]),
    json: { type: "string" },
    de: "Wohin man Barrieren meldet: eine E-Mail-Adresse oder eine Adresse mit `https://`. Sie steht in der Erklärung zur Barrierefreiheit",
  },
  accessibilityName: {
    check: text(255),
    json: { type: "string" },
    de: "Wie die Stelle heißt, die dort antwortet",
  },
  minimumVersion: {
    check: version,
    json: { type: "string" },
    de: "Kleinste Version von Federpost, die noch arbeitet. Eine ältere sagt, dass sie aktualisiert werden muss",
  },
} as const;

export type PolicyField = keyof typeof policyFields;

/** Chromium's managed schema (JSON Schema as its policies know it), made from the table. */
export const managedSchema = (): string => {
  const properties = Object.fromEntries(Object.entries(policyFields).map(([name, { json }]) => [name, json]));
  return `${JSON.stringify({ type: "object", properties }, null, 2)}\n`;
};
