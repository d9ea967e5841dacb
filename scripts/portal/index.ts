/**
 * Writes what follows from the portal's contract table: the reference for developers and the SDK's types.
 * `node scripts/portal/index.ts`; a test compares the files with the table.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../paths.ts";
import { contractTypes } from "./contract-types.ts";
import { reference } from "./reference.ts";

/** File in the repository -> what must stand in it. */
export const portalFiles: ReadonlyMap<string, () => string> = new Map([
  ["docs/portal/reference.md", reference],
  ["shared/sdk/contract.ts", contractTypes],
]);

const writeAll = (): void => {
  for (const [file, text] of portalFiles) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text());
  }
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) writeAll();
