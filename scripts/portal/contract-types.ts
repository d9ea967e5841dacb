import { portalContract, portalEvents, portalMethods } from "../../shared/protocol/index.ts";
import { described, typeText } from "./schema-text.ts";

const heading = `/**
 * The contract as types, for the SDK. Written from the contract's table by \`node scripts/portal/index.ts\`: change the table
 * (shared/protocol) and write this anew.
 */
`;

const field = (name: string, text: string): string => `  readonly ${JSON.stringify(name)}: ${text};`;

const nested = (text: string): string => text.replaceAll("\n", "\n  ");

const table = (name: string, doc: string, lines: readonly string[]): string =>
  `/** ${doc} */\nexport interface ${name} {\n${lines.join("\n")}\n}\n`;

/** Text of shared/sdk/contract.ts. */
export const contractTypes = (): string =>
  [
    heading,
    table(
      "ContractParams",
      "Method -> what a page gives.",
      portalMethods.map((method) => field(method, nested(typeText(described(portalContract[method].params), "given")))),
    ),
    table(
      "ContractResults",
      "Method -> what it gets.",
      portalMethods.map((method) => field(method, nested(typeText(described(portalContract[method].result), "got")))),
    ),
    table(
      "ContractEvents",
      "Event -> what it carries.",
      Object.entries(portalEvents).map(([event, { data }]) => field(event, nested(typeText(described(data), "got")))),
    ),
  ].join("\n");
