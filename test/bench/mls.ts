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
  processPrivateMessage,
} from "ts-mls";
import type { BenchLine } from "../../scripts/benches.ts";
import { mlsCipherSuite, mlsSuites } from "../../shared/crypto/index.ts";
import { compare } from "./measure.ts";

/** The library on our provider against the library on its own, the same calls, suite 0x0001. */

const utf8 = (text: string) => new TextEncoder().encode(text);

const member = (suite: CiphersuiteImpl, name: string) =>
  generateKeyPackage(
    { credentialType: "basic", identity: utf8(name) },
    { ...defaultCapabilities(), ciphersuites: [suite.name] },
    defaultLifetime,
    [],
    suite,
  );

async function groupOf(suite: CiphersuiteImpl, size: number) {
  const founder = await member(suite, "founder");
  const others = await Promise.all(Array.from({ length: size - 1 }, (_, i) => member(suite, `member ${i}`)));
  const empty = await createGroup(utf8("group"), founder.publicPackage, founder.privatePackage, [], suite);
  const add = () =>
    createCommit(
      { state: empty, cipherSuite: suite },
      {
        extraProposals: others.map(({ publicPackage }) => ({
          proposalType: "add" as const,
          add: { keyPackage: publicPackage },
        })),
        ratchetTreeExtension: true,
      },
    );
  const added = await add();
  const [second] = others;
  const { welcome } = added;
  if (second === undefined || welcome === undefined) throw new Error("a group needs two members");
  const join = () => joinGroup(welcome, second.publicPackage, second.privatePackage, emptyPskIndex, suite);
  return { add, join, founder: added.newState, second: await join() };
}

const privateMessageOf = (commit: Awaited<ReturnType<typeof createCommit>>["commit"]): PrivateMessage => {
  if (commit.wireformat !== "mls_private_message") throw new Error("not a private message");
  return commit.privateMessage;
};

async function works(suite: CiphersuiteImpl, size: number) {
  const { add, join, founder, second } = await groupOf(suite, size);
  const update = () => createCommit({ state: founder, cipherSuite: suite });
  const commit = privateMessageOf((await update()).commit);
  const receive = (state: ClientState, message: PrivateMessage) =>
    processPrivateMessage(state, message, emptyPskIndex, suite);
  const letter = utf8("x".repeat(100));
  const encrypt = () => createApplicationMessage(founder, letter, suite);
  const { privateMessage } = await encrypt();
  return {
    add,
    join,
    "update-create": update,
    "update-process": () => receive(second, commit),
    "encrypt-100B": encrypt,
    "decrypt-100B": () => receive(second, privateMessage),
  };
}

export async function* bench(): AsyncGenerator<BenchLine> {
  const ours = await mlsCipherSuite("0x0001");
  const theirs = await getCiphersuiteImpl(getCiphersuiteFromName(mlsSuites["0x0001"]));
  for (const [size, rounds] of [
    [2, 60],
    [10, 30],
    [100, 5],
  ] as const) {
    const [mine, peer] = [await works(ours, size), await works(theirs, size)];
    for (const work of Object.keys(mine) as (keyof typeof mine)[]) {
      const goal = size === 2 ? { goal: 2 } : {};
      const name = `mls-${work}/${size} members/node`;
      yield await compare({
        name,
        rounds,
        peer: "ts-mls default provider",
        peerVersion: "1.6.4",
        ours: mine[work],
        theirs: peer[work],
        ...goal,
      });
    }
  }
}
