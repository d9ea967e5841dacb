// A process that writes to a mailbox until somebody kills it. Says each commit's number on standard output once the
// commit has been acknowledged. Arguments: path of the mailbox, number to begin with.
import { writeSync } from "node:fs";
import { systemRandom, utf8 } from "../../shared/base/index.ts";
import { openSqliteVault } from "../../shared/vault/sqlite.ts";

const [, , path = "", first = "1"] = process.argv;
const vault = await openSqliteVault({ path, random: systemRandom });
const filler = "x".repeat(20_000);
for (let n = Number(first); ; n++) {
  const name = String(n).padStart(8, "0");
  // What one received letter writes: group state (one record, growing revision), a letter, and the parked item's end.
  await vault.commit([
    { store: "groups", key: "g", put: utf8(`${n} ${filler}`) },
    { store: "letters", key: `g/${name}`, put: { n } },
    { store: "parked", key: name, put: { n } },
    { store: "parked", key: String(n - 1).padStart(8, "0"), remove: true },
  ]);
  writeSync(1, `${n}\n`);
}
