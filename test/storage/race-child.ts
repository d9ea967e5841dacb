// A process that counts up one record of a mailbox, as often as it is told, against others that do the same. Arguments:
// path of the mailbox, how often.
import { isFederpostError, systemRandom } from "../../shared/base/index.ts";
import { openSqliteVault } from "../../shared/vault/sqlite.ts";

const [, , path = "", times = "1"] = process.argv;
const vault = await openSqliteVault({ path, random: systemRandom });
for (let done = 0; done < Number(times); ) {
  const entry = await vault.read("counters", "race");
  const change = { store: "counters", key: "race", put: Number(entry?.value ?? 0) + 1 } as const;
  try {
    await vault.commit([{ ...change, expect: entry?.revision ?? "absent" }]);
    done += 1;
  } catch (error) {
    if (!isFederpostError(error) || error.code !== "conflict") throw error;
  }
}
await vault.close();
