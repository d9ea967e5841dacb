// What a browser runs of the storage tests: served to it as a script, told what to do by the address, reports by POST.
import * as fc from "fast-check";
import { openDB } from "idb";
import { errorCodeOf, systemRandom, toHex, utf8 } from "../../../shared/base/index.ts";
import { openIndexedDbVault, storeNames, stores, type Vault } from "../../../shared/vault/index.ts";
import { readSecret } from "../../../shared/vault/indexeddb-secrets.ts";
import { contract } from "../contract.ts";
import { measure } from "../figures.ts";
import firstRows from "../frozen/v1-threads/indexeddb.json" with { type: "json" };
import firstKnown from "../frozen/v1-threads/threads.json" with { type: "json" };
import secondRows from "../frozen/v2/indexeddb.json" with { type: "json" };
import secondKnown from "../frozen/v2/threads.json" with { type: "json" };
import thirdRows from "../frozen/v3/indexeddb.json" with { type: "json" };
import thirdKnown from "../frozen/v3/threads.json" with { type: "json" };
import { type FrozenRow, thawIndexedDb } from "../frozen-rows.ts";
import { indexedDbPlace } from "../indexeddb-place.ts";
import { expectedOf, parseFrozenThreads, readFrozenThreads } from "../threads.ts";

const query = new URLSearchParams(location.search);

const tell = async (path: string, report: unknown): Promise<void> => {
  await fetch(path, { method: "POST", body: JSON.stringify(report) });
};

// The address stays in the browser's history, so what must not be found on disk is spelled backwards in it.
const spelled = (name: string): string => [...(query.get(name) ?? "")].reverse().join("");

const openMailbox = (): Promise<Vault> => openIndexedDbVault({ name: "mailbox", random: systemRandom });

/** Runs every case of the contract and says which failed, and how. */
async function runContract() {
  fc.configureGlobal({ numRuns: 30 });
  const failed: string[] = [];
  for (const { name, run } of contract)
    await run(indexedDbPlace).catch((error: unknown) => failed.push(`${name}: ${String(error).slice(0, 500)}`));
  return { ran: contract.length, failed };
}

/** Leaves a secret and a key in every store, and beside them something that is not sealed. */
async function plant() {
  const vault = await openMailbox();
  const secret = spelled("secret");
  for (const store of storeNames) {
    const text = `${secret} in ${store}`;
    const key = stores[store].names === "hidden" ? `${secret}:hidden.example/${store}` : "0001";
    await vault.commit([{ store, key, put: stores[store].encoding === "bytes" ? utf8(text) : { text } }]);
  }
  await vault.putBlob("marker", utf8(`${spelled("marker")} lies here as it is`));
  return { state: vault.lockState };
}

/** Commits until the browser is killed; says each number once its commit is acknowledged. */
async function writeUntilKilled(): Promise<never> {
  const vault = await openMailbox();
  const filler = "x".repeat(20_000);
  for (let n = Number(query.get("from")); ; n++) {
    await vault.commit([
      { store: "groups", key: "g", put: utf8(`${n} ${filler}`) },
      { store: "letters", key: `g/${String(n).padStart(8, "0")}`, put: { n } },
      { store: "parked", key: String(n).padStart(8, "0"), put: { n } },
      { store: "parked", key: String(n - 1).padStart(8, "0"), remove: true },
    ]);
    await tell("/acknowledged", n);
  }
}

/** What lies in the mailbox after a restart. */
async function inspect() {
  const vault = await openMailbox();
  const group = await vault.read("groups", "g");
  const numbers = (await vault.list("letters", { prefix: "g/" })).map((entry) => entry.value);
  const parked = (await vault.list("parked")).map((entry) => entry.value);
  const state = group?.value instanceof Uint8Array ? Number.parseInt(new TextDecoder().decode(group.value), 10) : 0;
  return { numbers, parked, state, revision: group?.revision ?? 0 };
}

/** The code of an error; for one that we did not foresee, what the browser called it. */
const said = (error: unknown): string =>
  errorCodeOf(error) === "internal" ? `${error} ${error instanceof Error ? error.cause : ""}` : errorCodeOf(error);

/** Writes until the browser's quota is used up, then looks whether what was acknowledged is whole. */
async function fillUp() {
  const vault = await openMailbox();
  let acknowledged = 0;
  const code = await (async () => {
    for (; acknowledged < 500; acknowledged++)
      await vault.commit([
        { store: "groups", key: `g${acknowledged}`, put: systemRandom.bytes(1_000_000) },
        { store: "letters", key: `t/${acknowledged}`, put: { acknowledged } },
      ]);
    return "never full";
  })().catch(said);
  const blob = await vault.putBlob("f/0", systemRandom.bytes(20_000_000)).then(() => "kept", said);
  return { code, blob, acknowledged, groups: await vault.count("groups"), letters: await vault.count("letters") };
}

/** Opens mailboxes as older versions left them in this browser, converts them, and reads their letters. */
async function convert() {
  const wrappingKey = new Uint8Array(32).fill(0x42);
  const frozen = [
    { version: 1, rows: firstRows, known: firstKnown },
    { version: 2, rows: secondRows, known: secondKnown },
    { version: 3, rows: thirdRows, known: thirdKnown },
  ];
  return Promise.all(
    frozen.map(async ({ version, rows, known }) => {
      const name = `frozen at ${version}`;
      await thawIndexedDb(name, { version, rows: rows as readonly unknown[] as readonly FrozenRow[] });
      const vault = await openIndexedDbVault({ name, random: systemRandom });
      await vault.unlock({ kind: "recovery", wrappingKey });
      const threads = parseFrozenThreads(known.indexedDb);
      const { told, found } = await readFrozenThreads(vault, threads);
      return { told, right: JSON.stringify(found) === JSON.stringify(expectedOf(threads)) };
    }),
  );
}

/** One of two contexts that take the writer's lock by turns; the server writes down who is in. */
async function takeTurns() {
  const vault = await openMailbox();
  const tab = query.get("tab");
  for (let round = 0; round < 10; round++)
    await vault.exclusively(async () => {
      await tell("/turn", `${tab} in`);
      await tell("/turn", `${tab} out`);
    });
  return { tab };
}

/** Starts two contexts, each a frame with a connection of its own, and waits for both. */
async function startFrames() {
  const reports: unknown[] = [];
  const { promise: both, resolve } = Promise.withResolvers<void>();
  addEventListener("message", ({ data }) => {
    if (reports.push(data) === 2) resolve();
  });
  for (const tab of ["a", "b"]) {
    const frame = document.createElement("iframe");
    frame.src = `/?${new URLSearchParams({ job: "turns", tab })}`;
    document.body.append(frame);
  }
  await both;
  return { reports };
}

/** Says where the bytes of a letter and of its content key lie, waits until they were looked for, then deletes and forgets. */
async function forget() {
  const vault = await openMailbox();
  await vault.commit([{ store: "letters", key: "t/1", put: { text: "gone" } }]);
  const { found, sealed } = await rawLetter();
  await tell("/planted", { key: toHex(found), letter: toHex(sealed) });
  await tell("/proceed", {});
  await vault.commit([{ store: "letters", key: "t/1", remove: true }]);
  await vault.forgetRemoved();
  return { left: await vault.read("letters", "t/1") };
}

/** The wrapped content key and the letter as they lie in the databases. */
async function rawLetter() {
  const db = await openDB("mailbox");
  const [row] = await db.getAll("records", IDBKeyRange.bound(["letters"], ["letters", []]));
  db.close();
  const { name = "" } = (await indexedDB.databases()).find((each) => each.name?.startsWith("mailbox.content.")) ?? {};
  const found = await readSecret("mailbox", Number(name.slice("mailbox.content.".length)));
  if (found === null || !(row?.sealed instanceof Uint8Array)) throw new Error("nothing was planted");
  return { found, sealed: row.sealed };
}

const jobs: Readonly<Record<string, () => Promise<unknown>>> = {
  contract: runContract,
  figures: () => measure(indexedDbPlace),
  plant,
  write: writeUntilKilled,
  inspect,
  convert,
  fill: fillUp,
  turns: takeTurns,
  frames: startFrames,
  forget,
};

const job = jobs[query.get("job") ?? ""] ?? (() => Promise.reject(new Error("no such job")));
const report = await job().catch((error: unknown) => ({ error: String(error) }));
if (parent === window) await tell("/report", report);
else parent.postMessage(report, location.origin);
