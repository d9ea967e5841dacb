import {
  acceptAll,
  type CiphersuiteImpl,
  type ClientState,
  createApplicationMessage,
  createCommit,
  createGroup,
  decodeMlsMessage,
  defaultCapabilities,
  defaultLifetime,
  emptyPskIndex,
  encodeMlsMessage,
  generateKeyPackage,
  joinGroup,
  type KeyPackage,
  type PrivateKeyPackage,
  type Proposal,
  processMessage,
  type Welcome,
} from "ts-mls";
import { decodeKeyPackage, encodeKeyPackage } from "ts-mls/keyPackage.js";
import { makeCommit } from "../../shared/engine/make-commit.ts";
import { processCommit } from "../../shared/engine/process-commit.ts";

/** One member on ts-mls, bytes in and out as they travel: what a client of another library is measured and tested against. */

const utf8 = (text: string) => new TextEncoder().encode(text);

export interface Joiner {
  readonly identity: Uint8Array;
  readonly publicPackage: KeyPackage;
  readonly privatePackage: PrivateKeyPackage;
  /** A bare KeyPackage. */
  readonly bytes: Uint8Array;
}

/** Somebody who may be added. The identity has the form that core-crypto demands. */
export async function makeJoiner(suite: CiphersuiteImpl, device: number): Promise<Joiner> {
  const identity = utf8(`${crypto.randomUUID()}:${device.toString(16)}@bench.example`);
  const credential = { credentialType: "basic", identity } as const;
  const capabilities = { ...defaultCapabilities(), ciphersuites: [suite.name] };
  // Half a year: core-crypto refuses the library's default, which never ends.
  const now = BigInt(Math.floor(Date.now() / 1000));
  const lifetime = { ...defaultLifetime, notBefore: now - 3600n, notAfter: now + 7_000_000n };
  const made = await generateKeyPackage(credential, capabilities, lifetime, [], suite);
  return { ...made, identity, bytes: encodeKeyPackage(made.publicPackage) };
}

const parsePackage = (bytes: Uint8Array): KeyPackage => {
  const decoded = decodeKeyPackage(bytes, 0);
  if (decoded === undefined) throw new Error("not a key package");
  return decoded[0];
};

export const parseMessage = (bytes: Uint8Array) => {
  const decoded = decodeMlsMessage(bytes, 0);
  if (decoded === undefined) throw new Error("not an MLS message");
  return decoded[0];
};

export interface Committed {
  readonly state: ClientState;
  readonly commit: Uint8Array;
  readonly welcome: Uint8Array | null;
}

/** A group of one. */
export const found = (suite: CiphersuiteImpl, group: Uint8Array, founder: Joiner): Promise<ClientState> =>
  createGroup(group, founder.publicPackage, founder.privatePackage, [], suite);

export interface Changes {
  readonly add?: readonly Uint8Array[];
  readonly remove?: readonly number[];
  readonly handshakes?: "public" | "private";
}

/** Commits; adds come as bare key packages. */
export async function commit(
  suite: CiphersuiteImpl,
  state: ClientState,
  { add = [], remove = [], handshakes = "public" }: Changes = {},
): Promise<Committed> {
  const extraProposals: Proposal[] = [
    ...add.map((bytes) => ({ proposalType: "add" as const, add: { keyPackage: parsePackage(bytes) } })),
    ...remove.map((removed) => ({ proposalType: "remove" as const, remove: { removed } })),
  ];
  const options = { extraProposals, ratchetTreeExtension: true, wireAsPublicMessage: handshakes === "public" };
  const made = await createCommit({ state, cipherSuite: suite }, options);
  const { welcome } = made;
  return {
    state: made.newState,
    commit: encodeMlsMessage(made.commit),
    welcome: welcome === undefined ? null : encodeWelcome(welcome),
  };
}

/** Commits as the engine does, which puts commits together itself: adds as bare key packages, bytes out as they travel. */
export async function commitAsEngine(
  suite: CiphersuiteImpl,
  state: ClientState,
  add: readonly Uint8Array[] = [],
): Promise<Committed> {
  const proposals = add.map((bytes) => ({ proposalType: "add" as const, add: { keyPackage: parsePackage(bytes) } }));
  const made = await makeCommit({ state, suite, proposals, authenticatedData: new Uint8Array() });
  const { newState, welcome } = made;
  return { state: newState, commit: encodeMlsMessage(made.commit), welcome: welcome && encodeWelcome(welcome) };
}

const encodeWelcome = (welcome: Welcome): Uint8Array =>
  encodeMlsMessage({ version: "mls10", wireformat: "mls_welcome", welcome });

/** Joins by a Welcome that holds the tree. */
export function join(suite: CiphersuiteImpl, joiner: Joiner, welcome: Uint8Array): Promise<ClientState> {
  const message = parseMessage(welcome);
  if (message.wireformat !== "mls_welcome") throw new Error("not a welcome");
  return joinGroup(message.welcome, joiner.publicPackage, joiner.privatePackage, emptyPskIndex, suite);
}

/** Takes a commit or a letter; `text` is null for a commit. */
export async function receive(
  suite: CiphersuiteImpl,
  state: ClientState,
  bytes: Uint8Array,
): Promise<{ readonly state: ClientState; readonly text: Uint8Array | null }> {
  const message = parseMessage(bytes);
  if (message.wireformat !== "mls_private_message" && message.wireformat !== "mls_public_message")
    throw new Error("neither commit nor letter");
  if (message.wireformat === "mls_private_message" && message.privateMessage.contentType === "commit") {
    const taken = await processCommit({ state, suite, message: message.privateMessage, allows: () => true });
    if (taken === null) throw new Error("all proposals are allowed");
    return { state: taken.newState, text: null };
  }
  const result = await processMessage(message, state, emptyPskIndex, acceptAll, suite);
  return { state: result.newState, text: result.kind === "applicationMessage" ? result.message : null };
}

/** Encrypts a letter. */
export async function encrypt(suite: CiphersuiteImpl, state: ClientState, text: Uint8Array) {
  const { newState, privateMessage } = await createApplicationMessage(state, text, suite);
  const bytes = encodeMlsMessage({ version: "mls10", wireformat: "mls_private_message", privateMessage });
  return { state: newState, bytes };
}
