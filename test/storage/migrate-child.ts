// Converts a frozen mailbox and kills itself on the way, or is killed: node migrate-child.ts <path> <round>
import { systemRandom } from "../../shared/base/index.ts";
import { migrateMailbox } from "../../shared/courier/migrate.ts";
import { openSqliteVault } from "../../shared/vault/sqlite.ts";
import { frozenWay } from "./frozen.ts";

const [path = "", round = "0"] = process.argv.slice(2);
const vault = await openSqliteVault({ path, random: systemRandom });
await vault.unlock(frozenWay);
process.stdout.write("converting\n");
await migrateMailbox(vault, (done) => {
  if (done === Number(round)) process.kill(process.pid, "SIGKILL");
});
