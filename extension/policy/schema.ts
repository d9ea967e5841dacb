import * as v from "valibot";
import { parseOrigin } from "../../shared/base/index.ts";

/** The fields of a policy: how each is checked, how Chromium's managed schema describes it, and what it means. */

const text = (longest: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(longest));
const origin = v.pipe(
  v.string(),
  v.check(
    (value) => parseOrigin(value) === value && value.startsWith("https://") && !value.includes("*"),
    "not an origin",
  ),
);
const version = v.pipe(v.string(), v.regex(/^\d{1,5}(\.\d{1,5}){0,3}$/));

export const policyFields = {
  homeserver: {
    check: text(255),
    json: { type: "string" },
    de: "Homeserver, an dem man sich anmeldet, zum Beispiel `matrix.stadt.example`. Andere werden abgelehnt",
  },
  allowedPortals: {
    check: v.pipe(v.array(origin), v.maxLength(1000)),
    json: { type: "array", items: { type: "string" } },
    de: "Seiten, die das Postfach verwenden dürfen, als Ursprung (`https://portal.stadt.example`). Fehlt das Feld, entscheidet die Person",
  },
  lockRequired: {
    check: v.boolean(),
    json: { type: "boolean" },
    de: "Das Postfach muss gesperrt werden können: „Keine Sperre“ lässt sich nicht wählen",
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
