import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFromPage } from "../../../extension/host/from-page.ts";
import type { Mailbox } from "../../../extension/host/mailbox.ts";
import { createTranslate } from "../../../extension/i18n/index.ts";
import { FederpostError, systemRandom } from "../../../shared/base/index.ts";
import { listDrafts } from "../../../shared/courier/index.ts";
import type { AccountView } from "../../../shared/protocol/index.ts";
import { openIndexedDbVault, type Vault } from "../../../shared/vault/index.ts";

const t = createTranslate("de");
const choice = {
  kind: "menuChosen",
  what: "selection",
  selection: "Geheim",
  target: null,
  page: "https://a.example/",
  title: "Zaun",
} as const;

let vault: Vault;
let kind: AccountView["kind"];
let isFull: boolean;
let told: string[];

beforeEach(async () => {
  vault = await openIndexedDbVault({ name: systemRandom.uuid(), random: systemRandom });
  [kind, isFull, told] = ["locked", false, []];
});
afterEach(() => vault.close());

/** The part over a real vault, whose disk can be full; how the mailbox stands is the test's. */
const fromPage = () =>
  createFromPage({
    vault: new Proxy(vault, {
      get: (target, name: keyof Vault) => {
        if (name === "commit" && isFull)
          return () => Promise.reject(new FederpostError("storage_full", "The disk is full."));
        const part: unknown = target[name];
        return typeof part === "function" ? part.bind(target) : part;
      },
    }),
    mailbox: { view: async () => ({ kind }) } as unknown as Mailbox,
    desk: { openInbox: async () => undefined },
    now: () => 1,
    tell: (event) => void told.push(event.kind),
  });

describe("what is sent securely from a page while the mailbox is locked", () => {
  test("is a draft once it is unlocked", async () => {
    const page = fromPage();
    await page.send(choice, t);
    expect(await listDrafts(vault)).toEqual([]);
    kind = "ready";
    await page.unlocked();
    expect(await listDrafts(vault)).toMatchObject([{ subject: "Zaun", savedAtMs: 1 }]);
    expect(told).toEqual(["draft", "changed"]);
    await page.unlocked();
    expect(told).toHaveLength(2);
  });

  test("goes on waiting when it is locked again at once, or cannot be stored", async () => {
    const page = fromPage();
    await page.send(choice, t);
    await page.unlocked();
    [kind, isFull] = ["ready", true];
    await expect(page.unlocked()).rejects.toMatchObject({ code: "storage_full" });
    isFull = false;
    await page.unlocked();
    expect(await listDrafts(vault)).toHaveLength(1);
  });

  test.each(["none", "signed_out", "waiting", "blocked"] as const)(
    "never reaches the next person's mailbox when the lock opens and it is %s",
    async (after) => {
      const page = fromPage();
      await page.send(choice, t);
      kind = after;
      await page.unlocked();
      kind = "ready";
      await page.unlocked();
      expect(await listDrafts(vault)).toEqual([]);
    },
  );

  test("is forgotten with the mailbox", async () => {
    const page = fromPage();
    await page.send(choice, t);
    page.forget();
    kind = "ready";
    await page.unlocked();
    expect(await listDrafts(vault)).toEqual([]);
  });
});
