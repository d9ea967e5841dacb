// A process that says "ready", takes a mailbox's writer lock some times and appends its entry and exit to a file.
// Arguments: path of the mailbox, file, name of this process, how often. With "forever" it never gives the lock back.
import { appendFileSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { systemRandom } from "../../shared/base/index.ts";
import { withMailboxLock } from "../../shared/vault/index.ts";
import { openSqliteVault } from "../../shared/vault/sqlite.ts";

const [, , path = "", file = "", name = "", times = "1"] = process.argv;
// Ends with the process that started it.
process.stdin.once("end", () => process.exit(1)).resume();
const vault = await openSqliteVault({ path, random: systemRandom });
writeSync(1, "ready\n");
const rounds = times === "forever" ? 1 : Number(times);
for (let round = 0; round < rounds; round++) {
  await withMailboxLock(vault, async () => {
    appendFileSync(file, `${name} in\n`);
    if (times === "forever") writeSync(1, "in\n");
    if (times === "forever") await new Promise<never>(() => setInterval(() => undefined, 1000));
    await sleep(2);
    appendFileSync(file, `${name} out\n`);
  });
}
await vault.close();
process.exit(0);
