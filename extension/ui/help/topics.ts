import { type LegalBasisId, legalBases } from "../../../shared/mailbox/index.ts";
import type { TextKey } from "../../i18n/index.ts";

/** The topics of the help, in the order in which a person meets them. */

/** Texts of the help that stand by themselves. */
type HelpText = Exclude<
  Extract<TextKey, `help.${string}`>,
  "help.found" | "help.access.scope" | "help.access.contact_known"
>;

export interface HelpTopic {
  readonly id: string;
  readonly title: HelpText;
  readonly before: readonly HelpText[];
  /** Rules of law, each with what it means for the person. */
  readonly laws: readonly { readonly statute: string; readonly text: HelpText }[];
  readonly after: readonly HelpText[];
}

const topic = (id: string, title: HelpText, before: readonly HelpText[]): HelpTopic => ({
  id,
  title,
  before,
  laws: [],
  after: [],
});

// The rules and their names come from the table by which periods are worked out.
const law = (id: LegalBasisId) => ({ statute: legalBases[id].statute, text: `help.opening.law.${id}` as const });

export const topics: readonly HelpTopic[] = [
  topic("what", "help.what.title", ["help.what.1", "help.what.2", "help.what.3"]),
  topic("begin", "help.begin.title", ["help.begin.1", "help.begin.2", "help.begin.3"]),
  {
    id: "opening",
    title: "help.opening.title",
    before: ["help.opening.1", "help.opening.2", "help.opening.3"],
    laws: (["vwvfg_41_2a", "vwvfg_41_2", "ozg_9", "zpo_173_3", "zpo_173_4", "vwzg_5"] as const).map(law),
    after: ["help.opening.4"],
  },
  topic("receipts", "help.receipts.title", ["help.receipts.1", "help.receipts.2"]),
  topic("who", "help.who.title", ["help.who.1", "help.who.2", "help.who.3", "help.who.4"]),
  topic("files", "help.files.title", ["help.files.1", "help.files.2", "help.files.3"]),
  topic("server", "help.server.title", ["help.server.1", "help.server.2", "help.server.3"]),
  topic("lost", "help.lost.title", ["help.lost.1", "help.lost.2", "help.lost.3", "help.lost.4"]),
  topic("devices", "help.devices.title", ["help.devices.1", "help.devices.2"]),
  topic("safe", "help.safe.title", ["help.safe.1", "help.safe.2"]),
  topic("keys", "help.keys.title", ["help.keys.1", "help.keys.2"]),
];

/** The place of the accessibility statement, beside the topics. */
export const statementId = "access";

/** The parts of the statement: what is tested, and what is not. */
export const statement = {
  tested: ["help.access.tested.1", "help.access.tested.2", "help.access.tested.3"],
  gaps: [
    "help.access.gaps.1",
    "help.access.gaps.2",
    "help.access.gaps.3",
    "help.access.gaps.4",
    "help.access.gaps.5",
    "help.access.gaps.6",
    "help.access.gaps.7",
  ],
} as const satisfies Readonly<Record<string, readonly HelpText[]>>;

/** Every text of the statement that stands by itself, headings too; `hasContact`: somebody is named to whom barriers are reported. */
export const statementKeys = (hasContact: boolean): readonly HelpText[] => [
  "help.access.title",
  "help.access.state_title",
  "help.access.state",
  "help.access.tested_title",
  ...statement.tested,
  "help.access.gaps_title",
  ...statement.gaps,
  "help.access.contact_title",
  ...(hasContact ? [] : (["help.access.contact_none"] as const)),
  "help.access.enforce_title",
  "help.access.enforce",
];

/** The day of the last assessment (ISO 8601). */
export const assessedOn = "2026-11-26";

const folded = (text: string): string => text.toLocaleLowerCase("de").normalize("NFKD").replace(/\p{M}/gu, "");

/** Whether every word of a query stands in one of the texts, accents and case aside. */
export function speaksOf(texts: readonly string[], query: string): boolean {
  const all = folded(texts.join("\n"));
  return folded(query)
    .split(/\s+/)
    .every((word) => all.includes(word));
}
