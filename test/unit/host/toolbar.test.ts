import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAtHand } from "../../../extension/host/at-hand.ts";
import type { Mailbox } from "../../../extension/host/mailbox.ts";
import { createToolbar } from "../../../extension/host/toolbar.ts";
import type { Desk } from "../../../extension/platform/index.ts";
import { systemRandom } from "../../../shared/base/index.ts";
import { openIndexedDbVault, type Vault } from "../../../shared/vault/index.ts";

let vault: Vault;
let views: number;
let badges: string[];

beforeEach(async () => {
  vault = await openIndexedDbVault({ name: systemRandom.uuid(), random: systemRandom });
  [views, badges] = [0, []];
});
afterEach(() => vault.close());

/** How the mailbox stands and what the browser does are the test's. */
function setUp(desk: Partial<Desk>) {
  const { promise: shown, resolve } = Promise.withResolvers<void>();
  const view = async () => {
    views += 1;
    return { kind: "signed_out", reason: "token_revoked" };
  };
  const mailbox = { view, isOpen: false, isRunning: false } as unknown as Mailbox;
  const whole = {
    setBadge: async ({ title }: { readonly title: string }) => {
      badges.push(title);
      resolve();
    },
    ...desk,
  } as unknown as Desk;
  const toolbar = createToolbar({ desk: whole, vault, mailbox: () => mailbox, now: () => 1 });
  return { toolbar, mailbox, desk: whole, shown };
}

describe("the badge", () => {
  test("is made once of changes that come together, and anew of one that comes later", async () => {
    const { toolbar, shown } = setUp({});
    for (let i = 0; i < 50; i++) toolbar.refresh();
    await shown;
    expect([views, badges.length]).toEqual([1, 1]);
    toolbar.refresh();
    await expect.poll(() => views).toBe(2);
    expect(badges).toHaveLength(1);
  });
});

describe("what is at hand anywhere in the browser", () => {
  test.each(["suggest", "offerMenu"] as const)(
    "is there but for the one that the browser refuses: %s",
    async (refused) => {
      const done: string[] = [];
      const part = (name: string) => async () => {
        if (name === refused) throw new Error("refused");
        done.push(name);
      };
      const { toolbar, mailbox, desk } = setUp({ suggest: part("suggest"), offerMenu: part("offerMenu") });
      const atHand = createAtHand({ vault, mailbox, desk, toolbar, now: () => 1, tell: () => undefined });
      await atHand.relabel();
      expect(done).toEqual([refused === "suggest" ? "offerMenu" : "suggest"]);
    },
  );
});
