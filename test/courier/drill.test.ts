import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  installPostgresDriver,
  type PostgresServer,
  postgresTools,
  startPostgres,
} from "../../scripts/homeserver/index.ts";
import { root } from "../../scripts/paths.ts";
import { runCommand } from "../../scripts/run-command.ts";
import { fromUtf8 } from "../../shared/base/index.ts";
import type { Accepted } from "../../shared/courier/index.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";
import { endure, shiftedClock } from "./weather.ts";

/** The handbook's commands for backup and restore, as they stand there, on a homeserver that is then destroyed. */

const handbook = join(root, "docs/handbook/homeserver.md");

const commandsOf = async (name: string): Promise<string> => {
  const block = new RegExp(`^\`\`\`sh ${name}\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(await readFile(handbook, "utf8"))?.[1];
  if (block === undefined) throw new Error(`The handbook has no commands called ${name}.`);
  return block;
};

const isPossible = (await postgresTools()) !== null;

describe.skipIf(!isPossible)("the restore drill of the handbook", () => {
  let place: string;
  let postgres: PostgresServer;
  let house: House;
  let citizen: TestMailbox;
  let clerk: TestMailbox;
  let kept: Accepted;
  let lost: Accepted;
  const clock = shiftedClock();

  const handbookSays = async (name: string): Promise<string> => {
    const environment = {
      ...process.env,
      ...postgres.environment,
      SYNAPSE: house.server.dir,
      SICHERUNG: join(place, "backup"),
      DATENBANK: "synapse",
    };
    return runCommand("sh", ["-c", await commandsOf(name)], { env: environment });
  };
  const has = async (mailbox: TestMailbox, text: string) =>
    (await mailbox.letters()).some((letter) => letter.text === text);
  const idle = async () => (await citizen.vault.count("outbox")) + (await clerk.vault.count("outbox")) === 0;

  beforeAll(async () => {
    await installPostgresDriver();
    place = await mkdtemp(join(tmpdir(), "federpost-drill-"));
    await runCommand("chmod", ["755", place]);
    postgres = await startPostgres(join(place, "postgres"));
    await runCommand("createdb", ["--encoding=UTF8", "--locale=C", "--template=template0", "synapse"], {
      env: { ...process.env, ...postgres.environment },
    });
    house = await openHouse("raised", { postgres: postgres.address });
    [citizen, clerk] = [await mailboxAt(house, "erika", { clock }), await mailboxAt(house, "bauamt", { clock })];
    const staging = await citizen.stage("the plan of the house");
    const files = [{ name: "plan.txt", type: "text/plain", staging }];
    kept = await citizen.send(clerk.account, { text: "before the backup", files });
    await roundsUntil([citizen, clerk], () => has(clerk, "before the backup"));
    await roundsUntil([citizen, clerk], idle);
  });

  afterAll(async () => {
    await citizen?.close();
    await clerk?.close();
    await house?.close();
    await postgres?.stop();
    if (place !== undefined) await rm(place, { recursive: true, force: true });
  });

  it("backs up while letters go to and fro", async () => {
    const backup = handbookSays("sichern");
    for (const text of ["one", "two", "three"]) {
      const staging = await citizen.stage(text);
      await citizen.send(null, {
        thread: kept.thread,
        text,
        files: [{ name: "n.txt", type: "text/plain", staging }],
      });
      await roundsUntil([citizen, clerk], () => has(clerk, text));
    }
    await backup;
  });

  it("notices a backup that was damaged", async () => {
    const dump = join(place, "backup/datenbank.dump");
    const whole = await readFile(dump);
    await runCommand("truncate", ["--size=-1", dump]);
    await expect(handbookSays("einspielen")).rejects.toThrow("datenbank.dump");
    await runCommand("sh", ["-c", `printf %b '\\${whole.at(-1)?.toString(8).padStart(4, "0")}' >> "${dump}"`]);
  });

  it("brings a destroyed homeserver back, and its mailboxes go on", async () => {
    const staging = await citizen.stage("lost with the server");
    const files = [{ name: "lost.txt", type: "text/plain", staging }];
    lost = await citizen.send(null, { thread: kept.thread, text: "after the backup", files });
    const begun = await citizen.send(clerk.account, { text: "a thread after the backup" });
    await roundsUntil(
      [citizen, clerk],
      async () => (await has(clerk, "after the backup")) && has(clerk, "a thread after the backup"),
    );
    await house.server.kill("SIGKILL");
    await postgres.stop();
    await rm(join(place, "postgres"), { recursive: true });
    await rm(house.server.dir, { recursive: true });
    postgres = await startPostgres(join(place, "postgres"));
    await handbookSays("einspielen");
    expect(await handbookSays("pruefen")).toBe("");
    await house.server.restart();

    await citizen.send(null, { thread: kept.thread, text: "after the restore" });
    await endure([citizen, clerk], () => has(clerk, "after the restore"), { clock });
    await clerk.send(null, { thread: kept.thread, text: "answer after the restore" });
    await endure([citizen, clerk], () => has(citizen, "answer after the restore"), { clock });
    for (const { thread, letter } of [kept, lost]) await clerk.courier.open(thread, letter);
    expect(fromUtf8(await clerk.file(kept, 0))).toBe("the plan of the house");
    const texts = (await clerk.letters()).filter(({ thread }) => thread === kept.thread).map(({ text }) => text);
    expect(texts.sort()).toEqual([
      "after the backup",
      "after the restore",
      "answer after the restore",
      "before the backup",
      "one",
      "three",
      "two",
    ]);
    // What the handbook says of the rest: files of later letters are gone, later threads can be read and nothing more.
    await expect(clerk.file(lost, 0)).rejects.toThrow(/not_found|gone|homeserver/);
    expect((await clerk.entries(begun.thread)).map(({ kind }) => kind)).toEqual(["letter"]);
    await expect(clerk.send(null, { thread: begun.thread, text: "into the void" })).rejects.toThrow("start a new one");
  });

  it("opens new threads with the keys that were not in the backup", async () => {
    await clerk.send(citizen.account, { subject: "new", text: "a new thread" });
    await endure([citizen, clerk], () => has(citizen, "a new thread"), { clock });
  });

  it("names a file that is missing", async () => {
    await runCommand("sh", ["-c", `find "${house.server.dir}/media/local_content" -type f | head -1 | xargs rm`]);
    expect(await handbookSays("pruefen")).toMatch(/^fehlt: \w+\n$/);
  });
});
