import { expect, it } from "vitest";
import { utf8 } from "../../../shared/base/index.ts";
import { addDraftFile } from "../../../shared/courier/drafts.ts";
import { type Staging, stageFile } from "../../../shared/courier/send.ts";
import { putOutbox } from "../../../shared/courier/store.ts";
import { sweepStaging } from "../../../shared/courier/sweep.ts";
import { type Job, type JobFile, parseStagedFile } from "../../../shared/mailbox/index.ts";
import type { Change, Vault } from "../../../shared/vault/index.ts";
import { clerk, letterId, room, smallDesk } from "./small-desk.ts";

const small = smallDesk();
const begin = (): Promise<Staging> => stageFile(small.desk, null);
const idsOf = async (vault: Vault) => (await vault.listBlobs("stage/")).map(({ key }) => key.split("/")[1]);
/** Longer ago than files wait for somebody to take them. */
const later = { now: () => Date.now() + 3_600_000 };

async function staged(): Promise<string> {
  const file = await begin();
  await file.append(utf8("Geheim"));
  return (await file.finish()).staging;
}

/** The letter's job takes a staged file over. */
async function intoLetter(staging: string): Promise<Change[]> {
  const { key, sizeBytes, sha256, partSizes } = parseStagedFile((await small.vault.read("files", staging))?.value);
  const file: JobFile = { name: "a", type: "", staging, key, sizeBytes, sha256, partSizes, uploaded: [] };
  const job: Job = {
    ...{ kind: "letter", letter: letterId(1), thread: room(1), to: [clerk], files: [file], showPerson: false },
    ...{ demands: null, held: null, tries: 0, notBeforeMs: 0 },
  };
  return [putOutbox("1", job), { store: "files", key: staging, remove: true }];
}

async function intoDraft(staging: string): Promise<void> {
  const file = { id: staging, name: "a", type: "", sizeBytes: 6, staging };
  await addDraftFile(small.vault, { draftId: "draft", thread: null, text: "" }, { file, nowMs: 1 });
}

/** Sweeps, with something done right before its look number `at`. Answers whether it looked so often. */
async function sweepWith(at: number, act: () => Promise<unknown>, clock = later): Promise<boolean> {
  const { vault } = small;
  const { list, read, listBlobs } = vault;
  let looks = 0;
  const look = async <T>(work: () => Promise<T>): Promise<T> => {
    if (looks++ === at) {
      Object.assign(vault, { list, read, listBlobs });
      await act();
      Object.assign(vault, watched);
    }
    return work();
  };
  const watched = {
    list: (...asked: Parameters<Vault["list"]>) => look(() => list.apply(vault, asked)),
    read: (...asked: Parameters<Vault["read"]>) => look(() => read.apply(vault, asked)),
    listBlobs: (...asked: Parameters<Vault["listBlobs"]>) => look(() => listBlobs.apply(vault, asked)),
  };
  Object.assign(vault, watched);
  await sweepStaging({ vault, clock });
  Object.assign(vault, { list, read, listBlobs });
  return looks > at;
}

it("removes what nobody took in time, and bytes of nothing", async () => {
  const { vault } = small;
  const [drafted, sent] = [await staged(), await staged()];
  await staged();
  await intoDraft(drafted);
  await vault.commit(await intoLetter(sent));
  await vault.putBlob("stage/nothing/000000", utf8("x"));
  const young = await staged();
  await sweepStaging({ vault, clock: small.desk.clock });
  expect(await idsOf(vault)).toHaveLength(4);
  await sweepStaging({ vault, clock: later });
  expect((await idsOf(vault)).sort()).toEqual([drafted, sent].sort());
  expect(await vault.read("files", young)).toBeNull();
});

it("takes no byte of a file that begins, goes into a letter, or comes back from one while it looks", async () => {
  const { vault } = small;
  for (let at = 0; ; at++) {
    const [moving, returning] = [await staged(), await staged()];
    await intoDraft(moving);
    const record = (await vault.read("files", returning))!.value;
    await vault.commit(await intoLetter(returning));
    await vault.putBlob("stage/nothing/000000", utf8("x"));
    let begun = "";
    const act = async () => {
      const file = await begin();
      begun = file.id;
      await vault.putBlob(`stage/${begun}/000000`, utf8("part"));
      const back = parseStagedFile(record);
      await vault.commit([
        { store: "outbox", key: "1", remove: true },
        { store: "files", key: returning, put: { ...back, createdAtMs: later.now() } },
      ]);
      await intoDraft(returning);
      await vault.commit([...(await intoLetter(moving)), { store: "drafts", key: "draft", remove: true }]);
    };
    const looked = await sweepWith(at, act);
    if (!looked) return expect(at).toBeGreaterThan(3);
    expect(await idsOf(vault)).toEqual(expect.arrayContaining([moving, returning, begun]));
    await vault.removeBlobs("stage/");
    await vault.commit([
      { store: "outbox", key: "1", remove: true },
      { store: "drafts", key: "draft", remove: true },
      { store: "files", key: returning, remove: true },
    ]);
  }
});
