import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkProtocol } from "../../extension/host/check-protocol.ts";
import { root } from "../../scripts/paths.ts";
import { runCommand } from "../../scripts/run-command.ts";
import { unzipBundle } from "../../shared/letter/index.ts";
import { verifyFile } from "../../shared/verify/index.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { failureOf, type House, openHouse } from "./transport-house.ts";

let house: House;
let citizen: TestMailbox;
let clerk: TestMailbox;

const mailboxOf = (name: string): Promise<TestMailbox> => mailboxAt(house, name);

beforeAll(async () => {
  house = await openHouse("raised");
  [citizen, clerk] = [await mailboxOf("erika"), await mailboxOf("bauamt")];
});
afterAll(async () => {
  await citizen?.close();
  await clerk?.close();
  await house?.close();
});

const page = (proven: Parameters<typeof checkProtocol>[1]) => checkProtocol("de", proven);

describe("a letter that went over a real homeserver", () => {
  it("is exported by its reader and by its writer, and verified by the command line", async () => {
    const plan = await citizen.stage("the plan of the house");
    const sent = await citizen.send(clerk.account, {
      subject: "Antrag <b>\u202egnp.exe",
      files: [{ name: "plan.txt", type: "text/plain", staging: plan }],
    });
    await roundsUntil([citizen, clerk], async () => (await citizen.receipts(sent)).length === 2);
    // Whoever has not opened a letter has nothing to prove of it.
    expect((await failureOf(clerk.courier.exportProof(sent, page))).code).toBe("invalid_params");
    await clerk.courier.open(sent.thread, sent.letter);
    await roundsUntil([citizen, clerk], async () => (await citizen.receipts(sent)).length === 3);
    const folder = await mkdtemp(join(tmpdir(), "federpost-proof-"));
    for (const mailbox of [citizen, clerk]) {
      const bundle = await mailbox.courier.exportProof(sent, page);
      const report = await verifyFile(bundle, { roots: [], atMs: null, nowMs: Date.now() });
      expect(report.steps.filter(({ result }) => result === "failed")).toEqual([]);
      expect(report.statements.map(({ kind, by }) => `${kind} ${by}`).sort()).toEqual([
        `letter ${citizen.account}`,
        `provided ${clerk.account}`,
        `retrieved ${clerk.account}`,
        `submitted ${citizen.account}`,
      ]);
      const files = unzipBundle(bundle);
      if (files === null || files === "repacked") throw new Error("the bundle cannot be read");
      expect(Buffer.from(files.get("attachments/1")!).toString()).toBe("the plan of the house");
      const html = Buffer.from(files.get("protocol.html")!).toString();
      expect(html).toContain("Antrag &lt;b&gt;");
      expect(html).not.toMatch(/<b>|\u202e|<script/);
      const path = join(folder, "proof.zip");
      await writeFile(path, bundle);
      const command = [join(root, "shared/verify/cli.ts"), "verify", path];
      expect((await runCommand(process.execPath, command, { cwd: root })).split("\n")[0]).toBe("Gültig");
    }
    await rm(folder, { recursive: true });
  });
});
