import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAtHand, handleAtHand } from "../../../extension/host/at-hand.ts";
import type { Mailbox } from "../../../extension/host/mailbox.ts";
import { createToolbar } from "../../../extension/host/toolbar.ts";
import type { Desk } from "../../../extension/platform/index.ts";
import { systemRandom } from "../../../shared/base/index.ts";
import { newPassphrase, openIndexedDbVault, type Vault } from "../../../shared/vault/index.ts";

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

describe("the key that locks", () => {
  async function press(isOpen: boolean) {
    const opened: string[] = [];
    const { toolbar, desk, mailbox } = setUp({
      openSettings: async ({ hash }) => void opened.push(`settings${hash}`),
      openInbox: async ({ hash }) => void opened.push(`inbox${hash}`),
    });
    const open = { view: mailbox.view, isOpen, isRunning: isOpen, followLock: async () => undefined };
    const parts = { vault, mailbox: open as unknown as Mailbox, desk, toolbar, now: () => 1, tell: () => undefined };
    const atHand = createAtHand(parts);
    const world = { ...parts, random: systemRandom, changed: () => undefined, atHand };
    await handleAtHand({ kind: "command", name: "lock-mailbox" }, world);
    return opened;
  }

  test("shows where a lock is chosen while there is none", async () => {
    expect(await press(true)).toEqual(["settings#lock"]);
    expect(vault.lockState).toBe("unlocked");
  });

  test("leads who has no mailbox yet to make one", async () => {
    expect(await press(false)).toEqual(["inbox"]);
  });

  test("locks where a lock was chosen, and opens nothing", async () => {
    const added = await newPassphrase("drei alte Kähne am Ufer", { random: systemRandom });
    await vault.changeWays({ kind: "device" }, { add: [added], remove: ["device"] });
    expect(await press(true)).toEqual([]);
    expect(vault.lockState).toBe("locked");
  });
});
