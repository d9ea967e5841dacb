import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseRoomId } from "../../shared/base/index.ts";
import { createSearch } from "../../shared/courier/search.ts";
import { putEntry, putThread } from "../../shared/courier/store.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";

let house: House;
let citizen: TestMailbox;
let clerk: TestMailbox;

const mailboxOf = (user: string): Promise<TestMailbox> => mailboxAt(house, user);

beforeAll(async () => {
  house = await openHouse("raised");
  [citizen, clerk] = [await mailboxOf("erika"), await mailboxOf("bauamt")];
});
afterAll(async () => {
  await citizen?.close();
  await clerk?.close();
  await house?.close();
});

const subjectsOf = async ({ courier }: TestMailbox, query: string) =>
  (await courier.search(query, 50)).found.map(({ subject, snippet }) => [subject, snippet]);

describe("searching a mailbox", () => {
  it("finds texts, subjects, files, form data and parties of letters that were opened, and of others the subject alone", async () => {
    const staging = await citizen.stage("plan");
    const sent = await citizen.send(clerk.account, {
      subject: "Gartenhütte",
      text: "Ich beantrage die Genehmigung.",
      files: [{ name: "Lageplan.pdf", type: "application/pdf", staging }],
      data: { schema: "s", json: { flur: { name: "Bocksberg" } } },
    });
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
    const before = await clerk.receipts(sent);
    for (const word of ["genehmigung", "lageplan", "bocksberg"]) expect(await subjectsOf(clerk, word)).toEqual([]);
    expect(await subjectsOf(clerk, "huette")).toEqual([["Gartenhütte", ""]]);
    expect((await clerk.courier.search("erika", 50)).found).toMatchObject([{ letter: null, subject: "Gartenhütte" }]);
    // Whoever wrote it has read it.
    expect(await subjectsOf(citizen, "genehmig")).toEqual([["Gartenhütte", "Ich beantrage die Genehmigung."]]);
    // Searching is no opening: the receipts are what they were.
    for (let i = 0; i < 2; i++) for (const { courier } of [clerk, citizen]) await courier.round();
    expect(await clerk.receipts(sent)).toEqual(before);
    expect((await clerk.letters())[0]!.opened).toBe(false);

    await clerk.courier.open(sent.thread, sent.letter);
    for (const word of ["genehmigung", "lageplan", "bocksberg", "erika genehmigung"])
      expect((await subjectsOf(clerk, word)).length).toBe(1);
  });

  it("finds what has come since the last search, and nothing that has gone", async () => {
    const [thread] = await clerk.threads();
    await clerk.send(null, { thread: thread!.thread, subject: "", text: "Der Bebauungsplan lässt es zu." });
    await roundsUntil([clerk, citizen], async () => (await citizen.letters()).length === 2);
    const answer = (await citizen.letters()).find(({ mine }) => !mine)!;
    expect(await subjectsOf(citizen, "bebauung")).toEqual([]);
    await citizen.courier.open(answer.thread, answer.letter);
    const { found, total } = await citizen.courier.search("bebauung", 50);
    expect(found).toMatchObject([{ letter: answer.letter, from: clerk.account, mine: false, subject: "Gartenhütte" }]);
    expect(total).toBe(1);
    // At most so many, the newest of them.
    expect((await citizen.courier.search("localhost", 1)).found.length).toBe(1);
    expect((await citizen.courier.search("localhost", 1)).total).toBe(2);
  });

  it("finds what came while it was looking", async () => {
    const [first] = await citizen.threads();
    const letter = (await citizen.letters()).find(({ mine }) => mine)!;
    let meanwhile: (() => Promise<void>) | null = null;
    const vault = new Proxy(citizen.vault, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        return async (...given: unknown[]) => {
          const answer: unknown = await value.apply(target, given);
          const act = name === "list" ? meanwhile : null;
          if (act !== null) meanwhile = null;
          await act?.();
          return answer;
        };
      },
    });
    const search = createSearch(vault);
    const hits = async (word: string) => (await search.find(word, 5)).total;
    const late = { ...first!, thread: parseRoomId("!late:stadt.example")!, subject: "Spätzugang" };
    meanwhile = async () => {
      await citizen.vault.commit([putThread(late)]);
      search.note({ kind: "threads" });
    };
    await hits("gartenhütte");
    expect(await hits("spätzugang")).toBe(1);

    search.note({ kind: "thread", thread: first!.thread });
    meanwhile = async () => {
      await citizen.vault.commit([putEntry(first!.thread, { ...letter, text: "Nachgereicht" })]);
      search.note({ kind: "thread", thread: first!.thread });
    };
    await hits("gartenhütte");
    expect(await hits("nachgereicht")).toBe(1);
  });

  it("is refused while the mailbox is locked", async () => {
    await clerk.vault.lock();
    await expect(clerk.courier.search("anderes", 50)).rejects.toMatchObject({ code: "locked" });
  });
});
