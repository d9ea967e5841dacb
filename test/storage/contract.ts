import * as fc from "fast-check";
import { concatBytes, errorCodeOf, FederpostError, systemRandom, toHex, utf8 } from "../../shared/base/index.ts";
import {
  type Change,
  type Json,
  type StoreName,
  sessionKeysInMemory,
  storeNames,
  stores,
  type Vault,
  withMailboxLock,
} from "../../shared/vault/index.ts";
import { holds, rejects, same } from "./check.ts";
import type { MailboxPlace, MakePlace, RawRecord } from "./place.ts";

/** One sentence about what a vault does, and the steps that show it. */
export interface ContractCase {
  readonly name: string;
  readonly run: (make: MakePlace) => Promise<void>;
}

const valueFor = (store: StoreName, text: string): Json | Uint8Array =>
  stores[store].encoding === "bytes" ? utf8(text) : { text };

const put = (store: StoreName, key: string, text: string): Change => ({ store, key, put: valueFor(store, text) });

const keysOf = (entries: readonly { key: string }[]) => entries.map((entry) => entry.key);

const key = fc.string({ unit: fc.constantFrom(..."abcXYZ019/!:@~ ".split("")), minLength: 1, maxLength: 12 });

// JSON has no -0, and fast-check's objects carry a null prototype now and then, which is as plain.
const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);

async function opened(make: MakePlace): Promise<{ place: MailboxPlace; vault: Vault }> {
  const place = await make();
  return { place, vault: await place.open() };
}

async function withNewWay(make: MakePlace) {
  const place = await make();
  const sessionKeys = sessionKeysInMemory();
  const vault = await place.open({ sessionKeys });
  const wrappingKey = systemRandom.bytes(32);
  await vault.unlock();
  const way = { kind: "recovery", wrappingKey } as const;
  await vault.changeWays({ kind: "device" }, { add: [{ way, params: { hint: "printed" } }], remove: ["device"] });
  return { place, vault, sessionKeys, wrappingKey };
}

const device = { kind: "device" } as const;

const randomPassphrase = () => ({ kind: "passphrase", wrappingKey: systemRandom.bytes(32) }) as const;

async function waitOf(place: MailboxPlace, clock: { now: () => number }): Promise<number> {
  const vault = await place.open({ clock });
  const waitMs = await vault.guessWaitMs();
  await vault.close();
  return waitMs;
}

const cases: ContractCase[] = [];
const rule = (name: string, run: ContractCase["run"]) => cases.push({ name, run });

rule("whatever is put into a store comes out of it, in this connection and the next", async (make) => {
  const { place, vault } = await opened(make);
  const record = fc.record({
    store: fc.constantFrom(...storeNames),
    key,
    bytes: fc.uint8Array({ maxLength: 300 }),
    json,
  });
  await fc.assert(
    fc.asyncProperty(record, async ({ store, key, bytes, json }) => {
      const value = stores[store].encoding === "bytes" ? bytes : json;
      await vault.commit([{ store, key, put: value }]);
      const entry = await vault.read(store, key);
      same(entry?.value, value);
      same(entry?.key, key);
      const again = await place.open();
      same(await again.read(store, key), entry);
      await again.close();
    }),
  );
  await vault.close();
});

rule("what is not there reads as null, and a removed record is not there", async (make) => {
  const { vault } = await opened(make);
  // Which changes are not in the archive yet, the vault itself notes: see the next rule.
  for (const store of storeNames.filter((each) => each !== "unarchived")) {
    same(await vault.read(store, "nobody"), null);
    await vault.commit([put(store, "somebody", "here")]);
    await vault.commit([{ store, key: "somebody", remove: true }]);
    same(await vault.read(store, "somebody"), null);
    same(await vault.count(store), 0);
    await vault.commit([{ store, key: "somebody", remove: true }]);
  }
});

rule("a change that a person would miss leaves a mark until it is archived, any other leaves none", async (make) => {
  const { vault } = await opened(make);
  await vault.commit([put("drafts", "d1", "text"), put("session", "sync", "s1")]);
  await vault.commit([{ ...put("drafts", "d2", "text"), unmarked: true }]);
  same((await vault.list("unarchived")).map(({ key }) => key).join(), "drafts/d1");
  await vault.commit([{ store: "unarchived", key: "drafts/d1", remove: true }]);
  await vault.commit([{ store: "drafts", key: "d1", remove: true }]);
  same((await vault.list("unarchived")).map(({ key }) => key).join(), "drafts/d1");
});

rule("a revision counts the writes of its record from one", async (make) => {
  const { vault } = await opened(make);
  for (const revision of [1, 2, 3]) {
    await vault.commit([put("groups", "!g:a.example", `state ${revision}`), put("session", "sync", `s${revision}`)]);
    same((await vault.read("groups", "!g:a.example"))?.revision, revision);
    same((await vault.read("session", "sync"))?.revision, revision);
  }
});

rule("who remembers what they saw opens only what is new, and learns what is gone", async (make) => {
  const { place, vault } = await opened(make);
  await vault.commit([put("threads", "!a:x", "one"), put("threads", "!b:x", "two"), put("threads", "!c:x", "three")]);
  const first = await vault.unseen("threads", new Map());
  same(keysOf(first.entries).sort().join(), "!a:x,!b:x,!c:x");
  const seen = new Map(first.entries.map(({ place: at, revision }) => [at, revision]));
  same((await vault.unseen("threads", seen)).entries.length, 0);
  await vault.commit([put("threads", "!b:x", "two again"), { store: "threads", key: "!c:x", remove: true }]);
  const again = await place.open();
  const { entries, places } = await again.unseen("threads", seen);
  same(
    entries.map(({ key, value }) => [key, value]),
    [["!b:x", { text: "two again" }]],
  );
  same([...seen.keys()].filter((at) => !places.has(at)).length, 1);
  await again.close();
});

rule("a large store is shown some records at a time, each once", async (make) => {
  const { vault } = await opened(make);
  const many = Array.from({ length: 700 }, (_, n) => put("letters", `!room${n % 7}:x/${n}`, `letter ${n}`));
  await vault.commit(many);
  const seen: string[] = [];
  let turns = 0;
  const see = (entries: readonly { readonly key: string }[]): void => {
    turns += 1;
    seen.push(...keysOf(entries));
  };
  await vault.scan("letters", see);
  same(seen.sort(), many.map(({ key }) => key).sort());
  same(turns, 3);
  await vault.scan("drafts", see);
  same(turns, 3);
  await vault.lock();
  await rejects("locked", vault.scan("letters", see));
  same(turns, 3);
});

rule("what a commit stored is told once it is stored, and of one that failed nothing", async (make) => {
  const { vault } = await opened(make);
  const told: string[] = [];
  const end = vault.onCommit((changes) => told.push(changes.map(({ store, key }) => `${store}/${key}`).join()));
  await vault.commit([put("threads", "!a:x", "one"), put("drafts", "d", "text")]);
  await rejects("conflict", vault.commit([{ store: "threads", key: "!a:x", put: "other", expect: "absent" }]));
  end();
  await vault.commit([put("threads", "!a:x", "two")]);
  same(told, ["threads/!a:x,drafts/d"]);
});

rule("a megabyte of group state is kept whole", async (make) => {
  const { vault } = await opened(make);
  const state = systemRandom.bytes(1_048_576);
  await vault.commit([{ store: "groups", key: "!big:a.example", put: state }]);
  same((await vault.read("groups", "!big:a.example"))?.value, state);
});

rule("a store refuses what it does not hold, and the rest of the commit with it", async (make) => {
  const { vault } = await opened(make);
  const misfits: unknown[] = [
    undefined,
    () => 1,
    Number.NaN,
    new Date(0),
    new Uint8Array(3),
    { a: undefined },
    new Array(3),
    [1, new Array(2)],
    { n: 1n },
    new Map(),
  ];
  for (const misfit of misfits) {
    const changes = [put("threads", "t", "fine"), { store: "letters", key: "l", put: misfit as Json } as const];
    await rejects("internal", vault.commit(changes));
  }
  let nested: Json = "deep";
  for (let i = 0; i < 5000; i++) nested = [nested];
  await rejects("internal", vault.commit([{ store: "letters", key: "l", put: nested }]));
  await rejects("internal", vault.commit([{ store: "groups", key: "g", put: { not: "bytes" } }]));
  same(await vault.count("threads"), 0);
});

rule("a key is printable ASCII and is named once in a commit", async (make) => {
  const { vault } = await opened(make);
  for (const bad of ["", "ä", "a\nb", "\u0000", "x".repeat(1001)]) {
    await rejects("internal", vault.commit([put("drafts", bad, "x")]));
    await rejects("internal", vault.read("drafts", bad));
  }
  await rejects("internal", vault.commit([put("drafts", "a", "1"), put("drafts", "a", "2")]));
  same(await vault.count("drafts"), 0);
});

rule("a commit that fails anywhere leaves nothing behind", async (make) => {
  const { vault } = await opened(make);
  await vault.commit([put("groups", "g", "1"), put("outbox", "0001", "first")]);
  const failing: Change[] = [
    put("groups", "g", "2"),
    put("letters", "g/1", "letter"),
    { store: "outbox", key: "0001", remove: true },
    { store: "threads", key: "g", put: { unread: 1 }, expect: 7 },
  ];
  await rejects("conflict", vault.commit(failing));
  await rejects("conflict", vault.commit([...failing].reverse()));
  same((await vault.read("groups", "g"))?.value, utf8("1"));
  same(await vault.read("letters", "g/1"), null);
  same((await vault.read("outbox", "0001"))?.value, { text: "first" });
});

rule("an expectation is checked against what is stored", async (make) => {
  const { vault } = await opened(make);
  await vault.commit([{ ...put("pending", "g", "1"), expect: "absent" } as Change]);
  await rejects("conflict", vault.commit([{ ...put("pending", "g", "x"), expect: "absent" } as Change]));
  await vault.commit([{ store: "pending", key: "g", put: utf8("2"), expect: 1 }]);
  await rejects("conflict", vault.commit([{ store: "pending", key: "g", put: utf8("x"), expect: 1 }]));
  await rejects("conflict", vault.commit([{ store: "pending", key: "g", remove: true, expect: 1 }]));
  await rejects("conflict", vault.commit([{ store: "pending", key: "h", put: utf8("x"), expect: 1 }]));
  same((await vault.read("pending", "g"))?.value, utf8("2"));
  await vault.commit([{ store: "pending", key: "g", remove: true, expect: 2 }]);
  same(await vault.read("pending", "g"), null);
});

rule("two connections that write the same record from the same revision: one wins, one is told", async (make) => {
  const place = await make();
  const [a, b] = await Promise.all([place.open(), place.open()]);
  await a.commit([put("groups", "g", "0")]);
  for (let round = 1; round <= 10; round++) {
    const results = await Promise.allSettled(
      [a, b].map((vault, i) => vault.commit([{ store: "groups", key: "g", put: utf8(`${round}${i}`), expect: round }])),
    );
    same(results.map((result) => result.status).sort(), ["fulfilled", "rejected"]);
    const winner = results.findIndex((result) => result.status === "fulfilled");
    const states = await Promise.all([a.read("groups", "g"), b.read("groups", "g")]);
    for (const state of states) same(state, { key: "g", value: utf8(`${round}${winner}`), revision: round + 1 });
  }
});

rule("two connections that write without an expectation both succeed", async (make) => {
  const place = await make();
  const [a, b] = await Promise.all([place.open(), place.open()]);
  await Promise.all([a, b, a, b].map((vault, i) => vault.commit([put("threads", "t", `${i}`)])));
  same((await a.read("threads", "t"))?.revision, 4);
  same(await b.read("threads", "t"), await a.read("threads", "t"));
});

rule("two connections that make a mailbox at once get one vault key", async (make) => {
  const place = await make();
  const vaults = await Promise.all([place.open(), place.open(), place.open()]);
  await Promise.all(vaults.map((vault, i) => vault.commit([put("letters", `t/${i}`, `letter ${i}`)])));
  for (const vault of vaults) same(keysOf(await vault.list("letters", { prefix: "t/" })), ["t/0", "t/1", "t/2"]);
});

rule("a list is every record in range, in order, from either end", async (make) => {
  const { vault } = await opened(make);
  const text = fc.option(key, { nil: undefined });
  const range = fc.record({
    keys: fc.uniqueArray(key, { maxLength: 12 }),
    store: fc.constantFrom<StoreName>("letters", "parked", "groups", "grants"),
    prefix: fc.option(fc.constantFrom("", "a", "a/", "a/b", "a/b/", "!", "~/", "/"), { nil: undefined }),
    after: text,
    before: text,
    limit: fc.option(fc.nat(6), { nil: undefined }),
    direction: fc.constantFrom("forward" as const, "backward" as const),
  });
  await fc.assert(
    fc.asyncProperty(range, async ({ keys, store, prefix, after, before, limit, direction }) => {
      const all = [...keys, ...keys.map((k) => `a/${k}`)].filter((k, i, list) => list.indexOf(k) === i);
      await vault.commit(all.map((k) => put(store, k, k)));
      const wanted = all
        .filter(
          (k) =>
            k.startsWith(prefix ?? "") && (after === undefined || k > after) && (before === undefined || k < before),
        )
        .sort((x, y) => (x < y ? -1 : 1));
      if (direction === "backward") wanted.reverse();
      const asked = Object.fromEntries(
        Object.entries({ prefix, after, before, limit, direction }).filter(([, v]) => v !== undefined),
      );
      const found = await vault.list(store, asked);
      same(keysOf(found), wanted.slice(0, limit));
      for (const entry of found) same(entry.value, valueFor(store, entry.key));
      same(await vault.count(store, prefix), all.filter((k) => k.startsWith(prefix ?? "")).length);
      await vault.commit(all.map((k) => ({ store, key: k, remove: true })));
    }),
  );
});

rule("a record moved to another key, store or revision does not open", async (make) => {
  const { place, vault } = await opened(make);
  await vault.commit([put("letters", "t/1", "one"), put("letters", "t/2", "two"), put("receipts", "t/1", "r")]);
  const [one, two] = await place.readRaw("letters");
  const [receipt] = await place.readRaw("receipts");
  holds(one !== undefined && two !== undefined && receipt !== undefined, "the raw records are there");
  if (one === undefined || two === undefined || receipt === undefined) return;
  const bothFail = async () => {
    await rejects("cannot_open", vault.read("letters", "t/1"));
    await rejects("cannot_open", vault.read("letters", "t/2"));
  };
  await place.writeRaw("letters", { ...one, sealed: two.sealed });
  await place.writeRaw("letters", { ...two, sealed: one.sealed });
  await bothFail();
  for (const record of [one, two]) await place.writeRaw("letters", { ...record, sealed: receipt.sealed });
  await bothFail();
  for (const record of [one, two]) await place.writeRaw("letters", { ...record, revision: record.revision + 1 });
  await bothFail();
  for (const record of [one, two]) await place.writeRaw("letters", record);
  same((await vault.read("letters", "t/1"))?.value, { text: "one" });
  same((await vault.read("letters", "t/2"))?.value, { text: "two" });
});

rule("a record with any one bit changed does not open, and only that record", async (make) => {
  const { place, vault } = await opened(make);
  for (const store of ["letters", "session"] as const) {
    await vault.commit([put(store, "t/1", "one"), put(store, "t/2", "two")]);
    const victim = (await place.readRaw(store))[0];
    if (victim === undefined) throw new Error("no raw record");
    for (let bit = 0; bit < victim.sealed.length * 8; bit += 5) {
      const sealed = new Uint8Array(victim.sealed);
      sealed[bit >> 3] = (sealed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await place.writeRaw(store, { ...victim, sealed });
      const outcomes = await Promise.allSettled([vault.read(store, "t/1"), vault.read(store, "t/2")]);
      same(outcomes.map((outcome) => outcome.status).sort(), ["fulfilled", "rejected"]);
      const failed: FederpostError[] = [];
      const rest = await vault.list(store, { prefix: "t/", unreadable: (error) => failed.push(error) });
      same([rest.length, failed.map((error) => error.code)], [1, ["cannot_open"]]);
    }
    for (const length of [0, 1, 12, 28, victim.sealed.length - 1]) {
      await place.writeRaw(store, { ...victim, sealed: victim.sealed.slice(0, length) });
      same([(await vault.list(store)).length, vault.health.damaged], [1, 1]);
    }
    await place.writeRaw(store, victim);
    same([(await vault.list(store)).length, vault.health.damaged], [2, 0]);
  }
});

rule("a record that does not open can be removed or written anew", async (make) => {
  const { place, vault } = await opened(make);
  await vault.commit([put("groups", "g", "one"), put("groups", "h", "two")]);
  for (const record of await place.readRaw("groups"))
    await place.writeRaw("groups", { ...record, sealed: new Uint8Array(40) });
  const told: number[] = [];
  vault.onHealthChange(({ damaged }) => told.push(damaged));
  same(await vault.list("groups"), []);
  await vault.commit([{ store: "groups", key: "g", remove: true }, put("groups", "h", "three")]);
  same([told, vault.health], [[1, 2, 1, 0], { full: false, damaged: 0 }]);
  same(await vault.read("groups", "g"), null);
  same((await vault.read("groups", "h"))?.value, utf8("three"));
});

rule("an error names the store and nothing of the record", async (make) => {
  const { place, vault } = await opened(make);
  await vault.commit([put("letters", "!secret-room:a.example/1", "secret-text")]);
  for (const record of await place.readRaw("letters"))
    await place.writeRaw("letters", { ...record, sealed: new Uint8Array(50) });
  const error = await rejects("cannot_open", vault.read("letters", "!secret-room:a.example/1"));
  holds(error.message.includes('"letters"') && !error.message.includes("secret"), error.message);
});

rule("nothing that was planted lies in the database unsealed", async (make) => {
  const { place, vault } = await opened(make);
  const planted = "Planted-Klartext-4711";
  const hiddenKey = "!room-4711:finanzamt.example";
  for (const store of storeNames) {
    const name = stores[store].names === "hidden" ? `${hiddenKey}/0001/read/@poststelle:bauamt.example` : "0001";
    await vault.commit([put(store, name, `${planted} in ${store}`)]);
    await vault.commit([put(store, name, `${planted} again in ${store}`)]);
    if (store === "unreadable") await vault.commit([{ store, key: name, remove: true }]);
  }
  await vault.commit([{ store: "groups", key: hiddenKey, put: utf8(planted) }]);
  const wrappingKey = systemRandom.bytes(32);
  const way = { kind: "passphrase", wrappingKey } as const;
  await vault.changeWays(device, { add: [{ way, params: { salt: "00ff" } }] });
  const dump = toHex(await place.dump());
  holds(dump.includes(toHex(utf8("00ff"))), "the dump shows what is not sealed, so the search can find something");
  for (const secret of [planted, "finanzamt.example", "room-4711", "bauamt", "/read/", toHex(wrappingKey)]) {
    holds(!dump.includes(toHex(utf8(secret))), `${secret} lies in the database`);
    const utf16 = concatBytes(...Array.from(secret, (letter) => Uint8Array.of(letter.charCodeAt(0), 0)));
    holds(!dump.includes(toHex(utf16)), `${secret} lies in the database as UTF-16`);
  }
  holds(!dump.includes(toHex(wrappingKey)), "the wrapping key lies in the database");
});

rule("no nonce is used twice, and the same value sealed twice looks different", async (make) => {
  const { place, vault } = await opened(make);
  const seen: RawRecord[] = [];
  for (let round = 0; round < 5; round++) {
    await vault.commit([put("drafts", "a", "same"), put("drafts", "b", "same"), put("session", "a", "same")]);
    seen.push(...(await place.readRaw("drafts")), ...(await place.readRaw("session")));
  }
  // Version, nonce, ciphertext, tag (16 bytes).
  same(new Set(seen.map(({ sealed }) => toHex(sealed.subarray(1, 13)))).size, 15);
  same(new Set(seen.map(({ sealed }) => toHex(sealed.subarray(13, -16)))).size, 15);
});

rule("while locked only the device's stores work", async (make) => {
  const { vault } = await opened(make);
  await vault.commit(storeNames.map((store) => put(store, "k", "before")));
  await vault.lock();
  for (const store of storeNames) {
    if (stores[store].seal === "device") {
      await vault.commit([put(store, "k", "while locked")]);
      same((await vault.read(store, "k"))?.value, { text: "while locked" });
      same((await vault.list(store)).length, 1);
      continue;
    }
    for (const attempt of [
      () => vault.read(store, "k"),
      () => vault.list(store),
      () => vault.count(store),
      () => vault.commit([put(store, "k", "x")]),
      () => vault.commit([put("session", "k", "not this either"), put(store, "k", "x")]),
    ])
      await rejects("locked", attempt());
  }
  same((await vault.read("session", "k"))?.value, { text: "while locked" });
  await vault.unlock();
  same((await vault.read("letters", "k"))?.value, { text: "before" });
});

rule("a lock holds in a restarted context, and an unlock too", async (make) => {
  const { place, vault, sessionKeys, wrappingKey } = await withNewWay(make);
  await vault.commit([put("letters", "t/1", "kept")]);
  const restarted = await place.open({ sessionKeys });
  same(restarted.lockState, "unlocked");
  same((await restarted.read("letters", "t/1"))?.value, { text: "kept" });
  await restarted.lock();
  same((await place.open({ sessionKeys })).lockState, "locked");
  const again = await place.open({ sessionKeys });
  await again.unlock({ kind: "recovery", wrappingKey });
  same((await place.open({ sessionKeys })).lockState, "unlocked");
});

rule("the end of the browser's session locks a vault that has a way in to ask for", async (make) => {
  const { place, vault, wrappingKey } = await withNewWay(make);
  await vault.commit([put("letters", "t/1", "kept")]);
  const next = await place.open();
  same(next.lockState, "locked");
  await rejects("locked", next.read("letters", "t/1"));
  await rejects("unsupported", next.unlock());
  await rejects("unsupported", next.unlock({ kind: "passkey", wrappingKey }));
  await rejects("wrong_password", next.unlock({ kind: "recovery", wrappingKey: systemRandom.bytes(32) }));
  same(next.lockState, "locked");
  await next.unlock({ kind: "recovery", wrappingKey });
  same((await next.read("letters", "t/1"))?.value, { text: "kept" });
});

rule("without a chosen lock a restart opens the vault, unless the person locked it", async (make) => {
  const { place, vault } = await opened(make);
  await vault.commit([put("letters", "t/1", "kept")]);
  const restarted = await place.open();
  same(restarted.lockState, "unlocked");
  await restarted.lock();
  same((await place.open()).lockState, "locked");
  const again = await place.open();
  await again.unlock();
  same((await again.read("letters", "t/1"))?.value, { text: "kept" });
});

rule("the session's key opens nothing without the database's half, and the other way round", async (make) => {
  const { place, vault, sessionKeys } = await withNewWay(make);
  const sessionKey = await sessionKeys.read();
  holds(sessionKey?.length === 32, "the session holds a key while unlocked");
  const stranger = sessionKeysInMemory();
  await stranger.write(systemRandom.bytes(32));
  same((await place.open({ sessionKeys: stranger })).lockState, "locked");
  same((await place.readRaw("state")).map((record) => record.key).sort(), ["content", "lock", "session"]);
  await vault.lock();
  same(await sessionKeys.read(), null);
  same(keysOf(await place.readRaw("state")), ["content", "lock"]);
  if (sessionKey !== null) await sessionKeys.write(sessionKey);
  same((await place.open({ sessionKeys })).lockState, "locked");
});

rule("a lock in one connection ends the other's access", async (make) => {
  const place = await make();
  const sessionKeys = sessionKeysInMemory();
  const [a, b] = await Promise.all([place.open({ sessionKeys }), place.open({ sessionKeys })]);
  const told: string[] = [];
  b.onLockChange((state) => told.push(state));
  await a.commit([put("letters", "t/1", "x")]);
  await b.read("letters", "t/1");
  await a.lock();
  await rejects("locked", b.commit([put("letters", "t/2", "x")]));
  await rejects("locked", b.read("letters", "t/1"));
  await a.unlock();
  same((await b.read("letters", "t/1"))?.value, { text: "x" });
  same(told, ["locked", "unlocked"]);
});

rule("a lock during a commit lets it happen whole or not at all", async (make) => {
  const { vault } = await opened(make);
  for (let round = 1; round <= 10; round++) {
    const commit = vault.commit([put("groups", "g", `${round}`), put("letters", `g/${round}`, "x")]);
    const [outcome] = await Promise.allSettled([commit, vault.lock()]);
    if (outcome.status === "rejected") await rejects("locked", commit);
    await vault.unlock();
    const letter = await vault.read("letters", `g/${round}`);
    const state = await vault.read("groups", "g");
    same(letter !== null, outcome.status === "fulfilled");
    same(state !== null && letter !== null, outcome.status === "fulfilled");
  }
});

rule("a lock elsewhere stops a commit that is already being sealed", async (make) => {
  const place = await make();
  const other = await place.open();
  let locking: Promise<void> | null = null;
  const random = {
    ...systemRandom,
    bytes: (length: number) => {
      // 12 bytes are asked for as a nonce: the commit has read the lock and is on its way to the database.
      if (length === 12 && armed) locking ??= other.lock();
      return systemRandom.bytes(length);
    },
  };
  let armed = false;
  const vault = await place.open({ random });
  await vault.commit([put("letters", "t/1", "before")]);
  armed = true;
  await rejects("locked", vault.commit([put("letters", "t/2", "too late"), put("session", "sync", "too late")]));
  await locking;
  same(await vault.read("session", "sync"), null);
  await other.unlock();
  same(keysOf(await other.list("letters", { prefix: "t/" })), ["t/1"]);
});

rule("listeners hear each change of the lock once", async (make) => {
  const { vault } = await opened(make);
  const heard: string[] = [];
  const stop = vault.onLockChange((state) => heard.push(state));
  await vault.lock();
  await vault.lock();
  await vault.unlock();
  stop();
  await vault.lock();
  same(heard, ["locked", "unlocked"]);
});

rule("the last way in cannot be removed, and only an open vault gets another", async (make) => {
  const { vault } = await opened(make);
  const passphrase = { kind: "passphrase", wrappingKey: systemRandom.bytes(32) } as const;
  const recovery = { kind: "recovery", wrappingKey: systemRandom.bytes(32) } as const;
  await rejects("conflict", vault.changeWays(device, { remove: ["device"] }));
  await vault.changeWays(device, { add: [{ way: passphrase, params: { memoryKiB: 65_536 } }] });
  same(
    (await vault.ways()).map(({ kind, params }) => [kind, params]),
    [
      ["device", null],
      ["passphrase", { memoryKiB: 65_536 }],
    ],
  );
  await vault.changeWays(passphrase, { remove: ["device"] });
  await rejects("conflict", vault.changeWays(passphrase, { remove: ["passphrase"] }));
  await rejects("unsupported", vault.changeWays(device, { add: [{ way: recovery, params: null }] }));
  await vault.lock();
  await rejects("locked", vault.changeWays(passphrase, { add: [{ way: recovery, params: null }] }));
  await rejects("locked", vault.changeWays(passphrase, { remove: ["passphrase"] }));
});

rule("a change of the ways in is whole: what replaces the last one may remove it", async (make) => {
  const { place, vault, wrappingKey } = await withNewWay(make);
  const recovery = { kind: "recovery", wrappingKey } as const;
  const [first, second] = [systemRandom.bytes(32), systemRandom.bytes(32)];
  const add = (key: Uint8Array) => [{ way: { kind: "passphrase", wrappingKey: key } as const, params: null }];
  await vault.changeWays(recovery, { add: add(first), remove: ["recovery"] });
  same(
    (await vault.ways()).map(({ kind }) => kind),
    ["passphrase"],
  );
  await vault.changeWays({ kind: "passphrase", wrappingKey: first }, { add: add(second), remove: ["passphrase"] });
  await vault.lock();
  const other = await place.open();
  await rejects("wrong_password", other.unlock({ kind: "passphrase", wrappingKey: first }));
  await rejects("unsupported", other.unlock(recovery));
  await other.unlock({ kind: "passphrase", wrappingKey: second });
  await rejects("wrong_password", other.changeWays({ kind: "passphrase", wrappingKey: first }, { add: add(first) }));
});

rule("what is sealed for the owner opens by every way in and by no unlocked session", async (make) => {
  const { place, vault, sessionKeys, wrappingKey } = await withNewWay(make);
  const recovery = { kind: "recovery", wrappingKey } as const;
  const passphrase = { kind: "passphrase", wrappingKey: systemRandom.bytes(32) } as const;
  const plaintext = systemRandom.bytes(100);
  const sealed = await vault.sealForOwner(recovery, { purpose: "identity", plaintext });
  await vault.changeWays(recovery, { add: [{ way: passphrase, params: null }] });
  const again = await place.open({ sessionKeys });
  same(again.lockState, "unlocked");
  for (const way of [recovery, passphrase])
    same(await again.openForOwner(way, { purpose: "identity", sealed }), plaintext);
  await rejects("unsupported", again.openForOwner(device, { purpose: "identity", sealed }));
  await rejects("cannot_open", again.openForOwner(passphrase, { purpose: "archive", sealed }));
  const bent = sealed.map((byte, i) => (i === 40 ? byte ^ 1 : byte));
  await rejects("cannot_open", again.openForOwner(passphrase, { purpose: "identity", sealed: bent }));
  const wrong = { kind: "passphrase", wrappingKey: systemRandom.bytes(32) } as const;
  await rejects("wrong_password", again.openForOwner(wrong, { purpose: "identity", sealed }));
  const key = systemRandom.bytes(32);
  await rejects(
    "wrong_password",
    again.sealForOwner({ ...wrong, wrappingKey: key }, { purpose: "identity", plaintext }),
  );
});

rule("wrong guesses at any way in are counted together, slowed more and more, and survive a restart", async (make) => {
  const { place, vault, wrappingKey } = await withNewWay(make);
  await vault.changeWays({ kind: "recovery", wrappingKey }, { add: [{ way: randomPassphrase(), params: null }] });
  let nowMs = 1_000_000_000;
  const clock = { now: () => nowMs };
  const guess = async (kind: "recovery" | "passphrase") => {
    const context = await place.open({ clock });
    try {
      await context.unlock({ kind, wrappingKey: systemRandom.bytes(32) });
    } finally {
      await context.close();
    }
  };
  for (const kind of ["recovery", "passphrase", "recovery"] as const) await rejects("wrong_password", guess(kind));
  const waits: number[] = [];
  for (let failure = 0; failure < 8; failure++) {
    const waitMs = await waitOf(place, clock);
    waits.push(waitMs / 1000);
    await rejects("rate_limited", guess("passphrase"));
    nowMs += waitMs - 1;
    await rejects("rate_limited", guess("recovery"));
    nowMs += 1;
    await rejects("wrong_password", guess("recovery"));
  }
  same(waits, [5, 15, 30, 60, 300, 900, 3600, 3600]);
  const right = await place.open({ clock });
  await rejects("rate_limited", right.unlock({ kind: "recovery", wrappingKey }));
  nowMs += 3_600_000;
  await right.unlock({ kind: "recovery", wrappingKey });
  same(await right.guessWaitMs(), 0);
});

rule("a clock that is set back shortens no wait and stops none for ever", async (make) => {
  const { place } = await withNewWay(make);
  let nowMs = 1_800_000_000_000;
  const clock = { now: () => nowMs };
  const vault = await place.open({ clock });
  const guess = () => vault.unlock({ kind: "recovery", wrappingKey: systemRandom.bytes(32) });
  for (let i = 0; i < 4; i++) {
    await rejects("wrong_password", guess());
    nowMs += await vault.guessWaitMs();
  }
  await rejects("wrong_password", guess());
  same(await vault.guessWaitMs(), 30_000);
  nowMs = 1000;
  same(await vault.guessWaitMs(), 30_000);
  await rejects("rate_limited", guess());
  nowMs += 29_999;
  await rejects("rate_limited", guess());
  nowMs = 0;
  await rejects("rate_limited", guess());
  nowMs += 30_000;
  await rejects("wrong_password", guess());
});

rule("guesses made at the same moment, here and in another context, win no attempt", async (make) => {
  const { place, vault, wrappingKey } = await withNewWay(make);
  const other = await place.open();
  const guess = (context: Vault) => context.unlock({ kind: "recovery", wrappingKey: systemRandom.bytes(32) });
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => guess(i % 2 === 0 ? vault : other)));
  const codes = outcomes.map((outcome) => (outcome.status === "rejected" ? errorCodeOf(outcome.reason) : "opened"));
  holds(
    codes.every((code) => ["wrong_password", "rate_limited", "busy"].includes(code)),
    codes.join(" "),
  );
  holds(codes.filter((code) => code === "wrong_password").length <= 3, codes.join(" "));
  for (let i = 0; i < 3; i++) await guess(vault).catch(() => undefined);
  await rejects("rate_limited", other.unlock({ kind: "recovery", wrappingKey }));
});

rule("erasing needs no way in and leaves nothing, and what comes after is a new mailbox", async (make) => {
  const { place, vault, wrappingKey } = await withNewWay(make);
  for (const store of storeNames) await vault.commit([put(store, "k", "before")]);
  await vault.putBlob("f/0", systemRandom.bytes(40));
  const sealed = await vault.sealForOwner({ kind: "recovery", wrappingKey }, { purpose: "p", plaintext: utf8("x") });
  const other = await place.open();
  await vault.lock();
  await vault.erase();
  same(vault.lockState, "unlocked");
  same(
    (await vault.ways()).map(({ kind }) => kind),
    ["device"],
  );
  for (const store of storeNames) same([store, await place.readRaw(store)], [store, []]);
  same(await vault.listBlobs(""), []);
  same(await other.count("letters"), 0);
  await rejects("cannot_open", vault.openForOwner(device, { purpose: "p", sealed }));
  await vault.commit([put("letters", "t/1", "after")]);
  same((await (await place.open()).read("letters", "t/1"))?.value, { text: "after" });
});

rule("chunks of files are kept, listed with their sizes, and removed by prefix", async (make) => {
  const { place, vault } = await opened(make);
  const chunk = systemRandom.bytes(300_000);
  await vault.putBlob("f1/0000", chunk);
  await vault.putBlob("f1/0001", chunk.subarray(0, 17));
  await vault.putBlob("f10/0000", Uint8Array.of());
  await vault.putBlob("f1/0001", chunk.subarray(1, 20));
  same(await vault.readBlob("f1/0000"), chunk);
  same(await (await place.open()).readBlob("f1/0001"), chunk.subarray(1, 20));
  same(await vault.readBlob("f2/0000"), null);
  const sizes = [
    { key: "f1/0000", sizeBytes: 300_000 },
    { key: "f1/0001", sizeBytes: 19 },
  ];
  same(await vault.listBlobs("f1/"), sizes);
  same(await vault.listBlobs(""), [...sizes, { key: "f10/0000", sizeBytes: 0 }]);
  await vault.lock();
  await vault.removeBlobs("f1/");
  same(await vault.listBlobs(""), [{ key: "f10/0000", sizeBytes: 0 }]);
});

rule("a mailbox written by a newer version is refused", async (make) => {
  const { place, vault } = await opened(make);
  await vault.close();
  await place.fromTheFuture();
  await rejects("unsupported", place.open());
});

rule("a vault that is open when a newer version takes over writes nothing more", async (make) => {
  const { place, vault } = await opened(make);
  await vault.commit([put("letters", "t/1", "x")]);
  await place.fromTheFuture();
  await rejects("disconnected", vault.commit([put("letters", "t/1", "y")]));
  await rejects("disconnected", vault.commit([put("session", "sync", "y")]));
});

rule("a closed vault says so", async (make) => {
  const { vault } = await opened(make);
  await vault.commit([put("session", "a", "x")]);
  await vault.close();
  await rejects("disconnected", vault.read("session", "a"));
  await rejects("disconnected", vault.commit([put("session", "a", "x")]));
  await rejects("disconnected", vault.readBlob("a"));
  await vault.close();
});

rule("one writer at a time holds a mailbox, in the order they came", async (make) => {
  const place = await make();
  const [a, b] = await Promise.all([place.open(), place.open()]);
  const log: string[] = [];
  const job = (name: string) => async () => {
    log.push(`${name} in`);
    await a.count("parked");
    await a.count("parked");
    log.push(`${name} out`);
    return name;
  };
  const results = await Promise.all([
    withMailboxLock(a, job("1")),
    withMailboxLock(b, job("2")),
    withMailboxLock(a, job("3")),
  ]);
  same(results, ["1", "2", "3"]);
  same(log, ["1 in", "1 out", "2 in", "2 out", "3 in", "3 out"]);
  const failing = withMailboxLock(a, () => Promise.reject(new FederpostError("busy", "fails inside")));
  await rejects("busy", failing);
  same(await withMailboxLock(b, job("4")), "4");
});

rule("who waits for a mailbox can give up, and the next in line still gets it", async (make) => {
  const { vault } = await opened(make);
  const { promise: release, resolve } = Promise.withResolvers<void>();
  const holder = withMailboxLock(vault, () => release);
  const giveUp = new AbortController();
  const waiting = withMailboxLock(vault, () => Promise.resolve("never"), giveUp.signal);
  const next = withMailboxLock(vault, () => Promise.resolve("next"));
  giveUp.abort(new FederpostError("timed_out", "gave up"));
  await rejects("timed_out", waiting);
  resolve();
  await holder;
  same(await next, "next");
});

/** What every backend must do. */
export const contract: readonly ContractCase[] = cases;

rule("what was removed opens for nobody once it is forgotten, and all else opens as before", async (make) => {
  const { place, vault } = await opened(make);
  await vault.commit([put("letters", "t/1", "gone"), put("letters", "t/2", "kept"), put("threads", "t", "kept")]);
  await vault.commit([{ store: "groups", key: "g", put: utf8("kept") }]);
  const old = await place.readRaw("letters");
  const other = await place.open();
  same((await other.read("letters", "t/1"))?.value, { text: "gone" });
  await vault.commit([{ store: "letters", key: "t/1", remove: true }]);
  // Control: until then whoever puts the old bytes back in a record's place has the letter again.
  await vault.commit([put("letters", "t/1", "another")]);
  for (const record of old) await place.writeRaw("letters", record);
  same((await vault.read("letters", "t/1"))?.value, { text: "gone" });
  await vault.commit([{ store: "letters", key: "t/1", remove: true }]);
  await vault.forgetRemoved();
  for (const each of [vault, other, await place.open()]) {
    same(await each.read("letters", "t/1"), null);
    same(await each.read("letters", "t/2"), { key: "t/2", value: { text: "kept" }, revision: 1 });
    same((await each.read("threads", "t"))?.value, { text: "kept" });
    same((await each.read("groups", "g"))?.value, utf8("kept"));
  }
  await other.commit([{ ...put("letters", "t/2", "again"), expect: 1 }]);
  await vault.commit([put("letters", "t/1", "another")]);
  const now = await place.readRaw("letters");
  for (const record of old) await place.writeRaw("letters", record);
  await rejects("cannot_open", vault.read("letters", "t/1"));
  await rejects("cannot_open", (await place.open()).read("letters", "t/1"));
  for (const record of now) await place.writeRaw("letters", record);
  same((await vault.read("letters", "t/2"))?.value, { text: "again" });
});

rule("commits while what was removed is forgotten are neither lost nor refused", async (make) => {
  const { place, vault } = await opened(make);
  const other = await place.open();
  for (let n = 0; n < 230; n++) await vault.commit([put("letters", `t/${n}`, "before")]);
  const forgetting = vault.forgetRemoved();
  for (let n = 0; n < 20; n++) await other.commit([put("letters", `t/${n}`, "during")]);
  await forgetting;
  const texts = (await other.list("letters")).map(({ value }) => JSON.stringify(value));
  same([texts.length, texts.filter((text) => text.includes("during")).length], [230, 20]);
  await vault.lock();
  await rejects("locked", vault.forgetRemoved());
});
