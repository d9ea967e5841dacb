import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setUpOf } from "../../../extension/host/account-view.ts";
import { allowsPortal, blockOf, noteHomeserver, refreshPolicy } from "../../../extension/host/policy.ts";
import { policyView, requireFeature, requirePostponable, requireWay } from "../../../extension/host/policy-rules.ts";
import type { Desk } from "../../../extension/platform/index.ts";
import { formatRecoveryKey, type Origin, parseUserId, systemRandom } from "../../../shared/base/index.ts";
import { readPrescribed } from "../../../shared/courier/index.ts";
import { applicationStatuses, encodeFormRequest, encodeStatus } from "../../../shared/letter/index.ts";
import type { PanelParams } from "../../../shared/protocol/index.ts";
import { newPassphrase, newRecoveryWay, openIndexedDbVault, type Vault } from "../../../shared/vault/index.ts";

let vault: Vault;

beforeEach(async () => {
  vault = await openIndexedDbVault({ name: systemRandom.uuid(), random: systemRandom });
});
afterEach(() => vault.close());

/** The browser hands over these values. */
const handOver = (values: object, { installedByPolicy = false } = {}) =>
  refreshPolicy(vault, {
    readManaged: async () => ({ values, version: "1.0", installedByPolicy }),
  } as unknown as Desk);

/** A browser that does not answer. */
const silent = { readManaged: () => Promise.reject(new Error("dying")) } as unknown as Desk;

const signedIn = (about: { readonly userId: string; readonly baseUrl: string }) =>
  vault.commit([
    {
      store: "session",
      key: "matrix",
      put: { ...about, deviceId: "GERAET", accessToken: "t", refreshToken: null, expiresAtMs: null },
    },
  ]);

const origin = (text: string) => text as Origin;
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "allowed",
    (error: { code?: string }) => error.code,
  );

describe("a first policy", () => {
  it("that is wrong stops the mailbox, and goes on to when nothing is handed over any more", async () => {
    await handOver({ lockRequired: "ja" });
    const stopped = { why: "policy_invalid", faults: [{ field: "lockRequired", fault: "wrong_value" }] };
    expect(await blockOf(vault)).toEqual(stopped);
    await handOver({});
    expect(await blockOf(vault)).toEqual(stopped);
    await handOver({ lockRequired: true });
    expect(await blockOf(vault)).toBeNull();
  });

  it("that never arrives stops an extension that an administrator had installed, until one does", async () => {
    await handOver({}, { installedByPolicy: true });
    expect(await blockOf(vault)).toEqual({ why: "policy_missing" });
    expect(await allowsPortal(vault, origin("https://portal.stadt.example"))).toBe(false);
    await handOver({ lockRequired: false }, { installedByPolicy: true });
    expect(await blockOf(vault)).toBeNull();
  });

  it("is not waited for where nobody manages the browser", async () => {
    await handOver({});
    expect(await blockOf(vault)).toBeNull();
    expect((await policyView(vault)).kind).toBe("none");
  });

  it("is asked for once more when the browser does not answer at once", async () => {
    const answers = [Promise.reject(new Error("busy")), Promise.resolve({ lockRequired: "ja" })];
    await refreshPolicy(vault, {
      readManaged: async () => ({ values: await answers.shift(), version: "1.0", installedByPolicy: false }),
    } as unknown as Desk);
    expect(answers).toEqual([]);
    expect(await blockOf(vault)).toMatchObject({ why: "policy_invalid" });
  });

  it("stays what it was when the browser does not answer", async () => {
    await handOver({}, { installedByPolicy: true });
    await refreshPolicy(vault, silent);
    expect(await blockOf(vault)).toEqual({ why: "policy_missing" });
  });

  it("is waited for while the browser has never answered: the mailbox stops until it does", async () => {
    await refreshPolicy(vault, silent);
    await refreshPolicy(vault, silent);
    expect(await blockOf(vault)).toEqual({ why: "policy_unread" });
    expect(await allowsPortal(vault, origin("https://portal.stadt.example"))).toBe(false);
    await handOver({ lockRequired: true });
    expect(await blockOf(vault)).toBeNull();
    expect((await policyView(vault)).lockRequired).toBe(true);
  });

  it("stops nobody where the browser said once that there is none", async () => {
    await refreshPolicy(vault, silent);
    await handOver({});
    expect(await blockOf(vault)).toBeNull();
    await refreshPolicy(vault, silent);
    expect(await blockOf(vault)).toBeNull();
    expect((await policyView(vault)).kind).toBe("none");
  });
});

describe("a later policy", () => {
  const wrong = { field: "lockRequired", fault: "wrong_value" };
  const stored = async () => (await vault.read("settings", "policy")) ?? expect.fail("no policy is stored");

  it("that is wrong does not give way to the older one when nothing is handed over any more", async () => {
    await handOver({ lockAfterMinutes: 30 });
    await handOver({ lockRequired: "ja" });
    const stopped = { why: "policy_invalid", faults: [wrong] };
    expect(await blockOf(vault)).toEqual(stopped);
    await handOver({});
    await handOver({}, { installedByPolicy: true });
    expect(await blockOf(vault)).toEqual(stopped);
    await handOver({ lockAfterMinutes: 30 });
    expect(await blockOf(vault)).toBeNull();
  });

  it("that is gone leaves the older one in force", async () => {
    await handOver({ retentionDays: 30 });
    await handOver({});
    expect(await policyView(vault)).toMatchObject({ kind: "kept", retentionDays: 30 });
  });

  it("that this version does not take any more stops the mailbox, also once nothing is handed over", async () => {
    await handOver({ retentionDays: 30 });
    const { value } = await stored();
    // As another version stored it.
    const values = { lockRequired: "ja" };
    await vault.commit([{ store: "settings", key: "policy", put: { ...(value as object), values } }]);
    const stopped = { why: "policy_invalid", faults: [wrong] };
    expect(await blockOf(vault)).toEqual(stopped);
    await handOver({});
    expect(await blockOf(vault)).toEqual(stopped);
    expect((await stored()).value).toMatchObject({ kind: "valid", values });
    expect(await readPrescribed(vault)).toMatchObject({ retentionDays: 30 });
  });

  it("that is the same as before is not written again", async () => {
    const both = { lockRequired: true, retentionDays: 30 };
    await handOver(both);
    const before = await stored();
    await handOver(both);
    expect((await stored()).revision).toBe(before.revision);
    await handOver({ ...both, retentionDays: 40 });
    expect((await stored()).revision).not.toBe(before.revision);
  });
});

describe("a prescribed homeserver", () => {
  const elsewhere = { userId: "@erika:woanders.example", baseUrl: "https://matrix.woanders.example" };

  it("stops a mailbox that lives on another one, and says both", async () => {
    await signedIn(elsewhere);
    await handOver({ homeserver: "matrix.stadt.example" });
    expect(await blockOf(vault)).toEqual({
      why: "other_homeserver",
      homeserver: "woanders.example",
      prescribed: "matrix.stadt.example",
    });
  });

  it.each(["woanders.example", "https://matrix.woanders.example/", "WOANDERS.example"])(
    "is known as %s by its name and by its address",
    async (homeserver) => {
      await signedIn(elsewhere);
      await handOver({ homeserver });
      expect(await blockOf(vault)).toBeNull();
    },
  );

  it("is known by what the person typed at signing in", async () => {
    await signedIn(elsewhere);
    await noteHomeserver(vault, "https://post.woanders.example");
    await handOver({ homeserver: "post.woanders.example" });
    expect(await blockOf(vault)).toBeNull();
  });

  it("stops nobody where nobody is signed in", async () => {
    await handOver({ homeserver: "matrix.stadt.example" });
    expect(await blockOf(vault)).toBeNull();
  });
});

describe("portals", () => {
  const [town, shop] = [origin("https://portal.stadt.example"), origin("https://laden.example")];

  it("that are blocked may not, even where they are allowed too", async () => {
    await handOver({ allowedPortals: [town, shop], blockedPortals: [shop] });
    expect([await allowsPortal(vault, town), await allowsPortal(vault, shop)]).toEqual([true, false]);
    await handOver({ blockedPortals: [shop] });
    expect([await allowsPortal(vault, town), await allowsPortal(vault, shop)]).toEqual([true, false]);
  });

  it("may none of them where connecting pages is switched off", async () => {
    await handOver({ allowedPortals: [town], featuresOff: ["portals"] });
    expect(await allowsPortal(vault, town)).toBe(false);
  });
});

describe("ways in", () => {
  const add = async (way: Parameters<Vault["changeWays"]>[1]) => vault.changeWays({ kind: "device" }, way);

  it("that are not allowed are refused, and no lock is one of them", async () => {
    await handOver({ allowedWays: ["passkey"] });
    expect(await refusal(requireWay(vault, "passkey"))).toBe("allowed");
    expect(await refusal(requireWay(vault, "passphrase"))).toBe("not_permitted");
    expect(await refusal(requireWay(vault, "device"))).toBe("not_permitted");
    expect((await policyView(vault)).allowedWays).toEqual(["passkey"]);
  });

  it("without a lock are forbidden by a demanded lock as well", async () => {
    await handOver({ allowedWays: ["device", "passphrase"], lockRequired: true });
    expect((await policyView(vault)).allowedWays).toEqual(["passphrase"]);
  });

  it("that were chosen before must be changed: the set-up is not done until then", async () => {
    await add({ add: [await newPassphrase("drei Kähne", { random: systemRandom })], remove: ["device"] });
    expect((await setUpOf(vault)).lock).toBe("done");
    await handOver({ allowedWays: ["passkey"] });
    expect((await setUpOf(vault)).lock).toBe("missing");
  });

  it("can be the recovery key alone, which then cannot be put off", async () => {
    await handOver({ allowedWays: [] });
    expect(await refusal(requirePostponable(vault))).toBe("not_permitted");
    const { recovery, lock } = await setUpOf(vault);
    expect([recovery, lock]).toEqual(["missing", "missing"]);
    const way = await newRecoveryWay(formatRecoveryKey(systemRandom.bytes(16)));
    await add({ add: [way], remove: ["device"] });
    expect(await setUpOf(vault)).toEqual({ recovery: "done", lock: "done" });
  });
});

describe("what is switched off", () => {
  const account = parseUserId("@amt:stadt.example");
  if (account === null) throw new Error("no account");
  const letter = (data: PanelParams<"letter.write">["data"]): PanelParams<"letter.write"> => ({
    to: account,
    thread: null,
    subject: "Bitte",
    text: "",
    data,
    format: null,
    inReplyTo: null,
    acknowledgeBy: null,
    draftId: null,
    showPerson: false,
    demands: null,
  });

  it("is refused whatever page asks for it; the rest goes on", async () => {
    const calls = [
      { method: "person.obtain", params: { issuer: "https://id.example", way: null } },
      { method: "account.close", params: { proof: { kind: "password", password: "x" } } },
      { method: "contacts.setRule", params: { account, rule: "block" } },
      { method: "directory.byName", params: { text: "Bau" } },
      { method: "sources.set", params: { kind: "directory", text: null } },
      { method: "acme.look", params: {} },
    ] as unknown as Parameters<typeof requireFeature>[1][];
    const answers = () => Promise.all(calls.map((call) => refusal(requireFeature(vault, call))));
    expect(new Set(await answers())).toEqual(new Set(["allowed"]));
    await handOver({ audience: "agency", featuresOff: ["contact_rules", "directory"] });
    const no = "not_permitted";
    expect(await answers()).toEqual([no, no, no, no, no, "allowed"]);
  });

  it("forms are those that are asked for and states of applications; answering one goes on", async () => {
    await handOver({ audience: "citizen" });
    const write = (data: PanelParams<"letter.write">["data"]) =>
      refusal(requireFeature(vault, { method: "letter.write", params: letter(data) }));
    expect(await write(null)).toBe("allowed");
    expect(await write({ schema: "urn:uuid:1", json: { name: "Erika" } })).toBe("allowed");
    const form = { type: "object", properties: { name: { type: "string" } } };
    expect(await write(encodeFormRequest("urn:uuid:1", form))).toBe("not_permitted");
    expect(await write(encodeStatus({ application: "", status: applicationStatuses[0] }))).toBe("not_permitted");
  });
});

describe("what the courier obeys", () => {
  it("follows every change of the policy", async () => {
    await handOver({ minimumAssurance: "high", retentionDays: 90 });
    expect(await readPrescribed(vault)).toEqual({ minimumAssurance: "high", retentionDays: 90 });
    await handOver({ retentionDays: 30 });
    expect(await readPrescribed(vault)).toEqual({ minimumAssurance: null, retentionDays: 30 });
  });
});
