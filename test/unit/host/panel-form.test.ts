import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkedData } from "../../../extension/host/panel-form.ts";
import { type LetterId, parseRoomId, parseUserId, systemClock, systemRandom } from "../../../shared/base/index.ts";
import { putEntry } from "../../../shared/courier/store.ts";
import { encodeFormRequest } from "../../../shared/letter/index.ts";
import type { LetterRecord } from "../../../shared/mailbox/index.ts";
import type { PanelParams } from "../../../shared/protocol/index.ts";
import type { Vault } from "../../../shared/vault/index.ts";
import { openSqliteVault } from "../../../shared/vault/sqlite.ts";

const thread = parseRoomId("!thread:example.org")!;
const asking = "8f1b3c1e-6f7f-4c51-8d0e-0f4f0c9b1a11" as LetterId;
const form = { type: "object", properties: { plot: { type: "string", pattern: "^[0-9]{1,4}$" } }, required: ["plot"] };
let dir: string;
let vault: Vault;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "federpost-form-"));
  vault = await openSqliteVault({ path: join(dir, "mailbox.sqlite"), random: systemRandom, clock: systemClock });
  const letter = {
    ...{ kind: "letter", number: 1, letter: asking, thread, from: parseUserId("@bauamt:example.org")!, mine: false },
    ...{ subject: "", text: "", data: encodeFormRequest("urn:example:plot", form), attachments: [], sentAtMs: 1 },
    ...{ receivedAtMs: 1, inReplyTo: null, acknowledgeBy: null, composedBy: null, opened: true, event: null },
    ...{ digest: null, proof: null, failure: null },
  } as unknown as LetterRecord;
  await vault.commit([putEntry(thread, letter)]);
});
afterAll(async () => {
  await vault.close();
  await rm(dir, { recursive: true });
});

const check = (data: PanelParams<"letter.write">["data"], inReplyTo: LetterId | null = asking) =>
  checkedData(vault, { data, thread, inReplyTo }, []);

describe("data that a page hands over with a letter", () => {
  it("is taken when the answers fit the form of the letter they answer, and refused when they do not", async () => {
    const right = { schema: "urn:example:plot", json: { plot: "7" } };
    expect(await check(right)).toEqual(right);
    for (const json of [{}, { plot: "seven" }, { plot: "7", more: 1 }, null])
      await expect(check({ ...right, json })).rejects.toMatchObject({ code: "invalid_params" });
  });

  it("of other kinds is carried as it is, and a form that is none is refused", async () => {
    const other = { schema: "urn:example:other", json: { any: ["thing"] } };
    expect(await check(other)).toEqual(other);
    expect(await check(null)).toBeNull();
    const hostile = encodeFormRequest("urn:example:hostile", { type: "object", properties: { a: { $ref: "#" } } });
    await expect(check(hostile, null)).rejects.toMatchObject({ code: "invalid_params" });
  });
});
