import {
  type CiphersuiteImpl,
  type ClientState,
  createApplicationMessage,
  createCommit,
  createGroup,
  defaultCapabilities,
  defaultLifetime,
  emptyPskIndex,
  generateKeyPackage,
  getCiphersuiteFromName,
  getCiphersuiteImpl,
  joinGroup,
  type PrivateMessage,
  type Proposal,
  processPrivateMessage,
} from "ts-mls";
import type { BenchLine } from "../../scripts/benches.ts";
import { mlsCipherSuite, mlsSuites } from "../../shared/crypto/index.ts";
import { makeCommit } from "../../shared/engine/make-commit.ts";
import { processCommit } from "../../shared/engine/process-commit.ts";
import { compare } from "./measure.ts";
import { commit, commitAsEngine, encrypt, found, join, makeJoiner, receive } from "./party.ts";
import type { CoreCryptoPeer } from "./peers/core-crypto.js";
import type { Runtime } from "./runtime.ts";

/**
 * Group operations as the engine does them, against the same library on its own provider and against core-crypto. Suite
 * 0x0001. The engine is ts-mls on our provider, but for commits, which it makes and takes itself.
 */

const utf8 = (text: string) => new TextEncoder().encode(text);
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

/** Members, and how often each operation is measured. */
const sizes = [
  [2, 100],
  [10, 31],
  [100, 7],
  [1000, 3],
] as const;

const member = (suite: CiphersuiteImpl, name: string) =>
  generateKeyPackage(
    { credentialType: "basic", identity: utf8(name) },
    { ...defaultCapabilities(), ciphersuites: [suite.name] },
    defaultLifetime,
    [],
    suite,
  );

/** Makes and takes commits: as the library does or as the engine does. */
interface Commits {
  readonly make: (state: ClientState, suite: CiphersuiteImpl, proposals: readonly Proposal[]) => Promise<unknown>;
  readonly take: (state: ClientState, suite: CiphersuiteImpl, message: PrivateMessage) => Promise<unknown>;
}

const makeByLibrary = (state: ClientState, cipherSuite: CiphersuiteImpl, extraProposals: readonly Proposal[]) =>
  createCommit({ state, cipherSuite }, { extraProposals: [...extraProposals], ratchetTreeExtension: true });
const byLibrary: Commits = {
  make: makeByLibrary,
  take: (state, suite, message) => processPrivateMessage(state, message, emptyPskIndex, suite),
};
const byEngine: Commits = {
  make: (state, suite, proposals) => makeCommit({ state, suite, proposals, authenticatedData: new Uint8Array() }),
  take: (state, suite, message) => processCommit({ state, suite, message, allows: () => true }),
};

async function groupOf(suite: CiphersuiteImpl, size: number, commits: Commits) {
  const founder = await member(suite, "founder");
  const others = await Promise.all(Array.from({ length: size - 1 }, (_, i) => member(suite, `member ${i}`)));
  const empty = await createGroup(utf8("group"), founder.publicPackage, founder.privatePackage, [], suite);
  const extraProposals = others.map(({ publicPackage }) => ({
    proposalType: "add" as const,
    add: { keyPackage: publicPackage },
  }));
  const added = await makeByLibrary(empty, suite, extraProposals);
  const [second] = others;
  const { welcome } = added;
  if (second === undefined || welcome === undefined) throw new Error("a group needs two members");
  const join = () => joinGroup(welcome, second.publicPackage, second.privatePackage, emptyPskIndex, suite);
  return { add: () => commits.make(empty, suite, extraProposals), join, founder: added.newState, second: await join() };
}

const privateMessageOf = (made: Awaited<ReturnType<typeof createCommit>>["commit"]): PrivateMessage => {
  if (made.wireformat !== "mls_private_message") throw new Error("not a private message");
  return made.privateMessage;
};

async function works(suite: CiphersuiteImpl, size: number, commits: Commits) {
  const { add, join, founder, second } = await groupOf(suite, size, commits);
  const updated = privateMessageOf((await makeByLibrary(founder, suite, [])).commit);
  const letter = utf8("x".repeat(100));
  const write = () => createApplicationMessage(founder, letter, suite);
  const { privateMessage } = await write();
  return {
    add,
    join,
    "update-create": () => commits.make(founder, suite, []),
    "update-process": () => commits.take(second, suite, updated),
    "encrypt-100B": write,
    "decrypt-100B": () => processPrivateMessage(second, privateMessage, emptyPskIndex, suite),
  };
}

const goalIf = (isWanted: boolean, goal: number) => (isWanted ? { goal } : {});

async function* againstDefault(runtime: Runtime, size: number, rounds: number): AsyncGenerator<BenchLine> {
  const ours = await mlsCipherSuite("0x0001");
  const theirs = await getCiphersuiteImpl(getCiphersuiteFromName(mlsSuites["0x0001"]));
  const [mine, other] = [await works(ours, size, byEngine), await works(theirs, size, byLibrary)];
  for (const work of Object.keys(mine) as (keyof typeof mine)[]) {
    yield await compare({
      name: `mls-${work}/${size} members/${runtime}`,
      rounds,
      peer: "ts-mls default provider",
      peerVersion: "1.6.4",
      ours: mine[work],
      theirs: other[work],
      ...goalIf(size === 2, 2),
    });
  }
}

/** A group of ours, bytes in and out. */
async function bytesGroup(suite: CiphersuiteImpl, size: number) {
  const founder = await makeJoiner(suite, 1);
  const others = await Promise.all(Array.from({ length: size - 1 }, (_, i) => makeJoiner(suite, i + 2)));
  const empty = await found(suite, random(16), founder);
  const keyPackages = others.map(({ bytes }) => bytes);
  const add = () => commitAsEngine(suite, empty, keyPackages);
  const { state, welcome } = await add();
  const [second] = others;
  if (second === undefined || welcome === null) throw new Error("a group needs two members");
  const joins = () => join(suite, second, welcome);
  return { add, join: joins, keyPackages, founder: state, second: await joins() };
}

/** The same group with a core-crypto client in the place of the second member, founded by ours. */
async function mixedGroup(suite: CiphersuiteImpl, peer: CoreCryptoPeer, keyPackages: readonly Uint8Array[]) {
  const client = await peer.openClient(1);
  const founder = await makeJoiner(suite, 1);
  const invite = async () => {
    const group = random(16);
    const add = [await client.keyPackage(), ...keyPackages.slice(1)];
    const { state, welcome } = await commit(suite, await found(suite, group, founder), { add });
    if (welcome === null) throw new Error("an add has a welcome");
    return { group, state, welcome };
  };
  const { group, state, welcome } = await invite();
  await client.join(welcome);
  return { client, group, state, invite };
}

async function* againstCoreCrypto(
  runtime: Runtime,
  peer: CoreCryptoPeer,
  [size, rounds]: readonly [number, number],
): AsyncGenerator<BenchLine> {
  const suite = await mlsCipherSuite("0x0001");
  const ours = await bytesGroup(suite, size);
  const theirs = await mixedGroup(suite, peer, ours.keyPackages);
  const { client, group } = theirs;
  let { state } = theirs;
  const letter = utf8("x".repeat(100));
  const goalOf = (work: string): number | undefined => {
    if (size === 2 && runtime === "chromium") return 1.25;
    if (size === 1000 && work === "add") return 2.85;
    return size === 1000 && work === "update-process" ? 1 : undefined;
  };
  const measure = (work: string, how: Pick<Parameters<typeof compare>[0], "ours" | "theirs" | "prepare">) => {
    const goal = goalOf(work);
    return compare({
      name: `mls-${work}/${size} members/${runtime}`,
      rounds,
      peer: "core-crypto",
      peerVersion: peer.version,
      ...how,
      ...(goal === undefined ? {} : { goal }),
    });
  };

  let fresh = random(16);
  yield await measure("add", {
    prepare: async () => {
      fresh = random(16);
      await client.create(fresh);
    },
    ours: ours.add,
    theirs: () => client.add(fresh, ours.keyPackages),
  });

  let { welcome } = await theirs.invite();
  yield await measure("join", {
    prepare: async () => {
      ({ welcome } = await theirs.invite());
    },
    ours: ours.join,
    theirs: () => client.join(welcome),
  });

  let message: Uint8Array = random(0);
  const written = await encrypt(suite, ours.founder, letter);
  yield await measure("decrypt-100B", {
    prepare: async () => {
      ({ state, bytes: message } = await encrypt(suite, state, letter));
    },
    ours: () => receive(suite, ours.second, written.bytes),
    theirs: () => client.decrypt(group, message),
  });

  const updated = await commitAsEngine(suite, ours.founder);
  yield await measure("update-process", {
    prepare: async () => {
      ({ state, commit: message } = await commit(suite, state));
    },
    ours: () => receive(suite, ours.second, updated.commit),
    theirs: () => client.decrypt(group, message),
  });

  yield await measure("encrypt-100B", {
    ours: () => encrypt(suite, ours.founder, letter),
    theirs: () => client.encrypt(group, letter),
  });
  yield await measure("update-create", {
    ours: () => commitAsEngine(suite, ours.founder),
    theirs: () => client.update(group),
  });
}

export async function* mlsLines(runtime: Runtime, peer: CoreCryptoPeer): AsyncGenerator<BenchLine> {
  for (const [size, rounds] of sizes) {
    yield* againstDefault(runtime, size, rounds);
    yield* againstCoreCrypto(runtime, peer, [size, rounds]);
  }
}
