import type { BenchLine } from "../../scripts/benches.ts";
import { concatBytes, equalBytes } from "../../shared/base/index.ts";
import { type Core, loadCore } from "../../wasm/host/index.ts";
import { compareCalls } from "./measure.ts";
import type { CryptoPeers } from "./peers/crypto.js";
import type { Runtime } from "./runtime.ts";

/** The core's primitives against what one would take instead, copies into and out of the module included on both sides. */

type Bytes = Uint8Array<ArrayBuffer>;

const random = (length: number): Bytes => {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
};

interface Case {
  readonly work: string;
  readonly peer: keyof CryptoPeers["versions"] | "WebCrypto";
  readonly goal?: number;
  readonly ours: () => unknown;
  readonly theirs: () => unknown;
}

const goalOf = (goal: number | undefined) => (goal === undefined ? {} : { goal });

function* aeadCases(core: Core, { sodium, noble }: CryptoPeers): Generator<Case> {
  const [key, nonce, aad] = [random(32), random(12), random(16)];
  for (const [size, label, goal] of [
    [32, "32 B", undefined],
    [1024, "1 KiB", undefined],
    [65_536, "64 KiB", 2],
    [1_048_576, "1 MiB", 2],
  ] as const) {
    const text = random(size);
    const sealed = core.chacha20poly1305.seal(key, nonce, aad, text);
    const seal = () => core.chacha20poly1305.seal(key, nonce, aad, text);
    yield {
      work: `chacha20poly1305-seal/${label}`,
      peer: "sodium",
      ...goalOf(goal),
      ours: seal,
      theirs: () => sodium.seal(key, nonce, aad, text),
    };
    yield {
      work: `chacha20poly1305-open/${label}`,
      peer: "sodium",
      ...goalOf(goal),
      ours: () => core.chacha20poly1305.open(key, nonce, aad, sealed),
      theirs: () => sodium.open(key, nonce, aad, sealed),
    };
    yield {
      work: `chacha20poly1305-seal/${label}`,
      peer: "noble",
      ours: seal,
      theirs: () => noble.seal(key, nonce, aad, text),
    };
  }
}

function* hashCases(core: Core, peers: CryptoPeers): Generator<Case> {
  for (const [size, label, goal] of [
    [32, "32 B", undefined],
    [1_000_000, "1 MB", 1.15],
  ] as const) {
    const message = random(size);
    const ours = () => core.sha256(message);
    const work = `sha256/${label}`;
    yield { work, peer: "sodium", ...goalOf(goal), ours, theirs: () => peers.sodium.sha256(message) };
    yield { work, peer: "noble", ours, theirs: () => peers.noble.sha256(message) };
    yield { work, peer: "hashWasm", ours, theirs: () => peers.hashWasm.sha256(message) };
    const theirs = async () => new Uint8Array(await crypto.subtle.digest("SHA-256", message));
    yield { work, peer: "WebCrypto", ours, theirs };
  }
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** ExpandWithLabel of up to one digest as WebCrypto has it: one HMAC, since its HKDF cannot expand alone. */
async function expandByWebCrypto(secret: Bytes, label: string, context: Bytes): Promise<Uint8Array> {
  const name = utf8(`MLS 1.0 ${label}`);
  const info = concatBytes(Uint8Array.of(0, 32, name.length), name, Uint8Array.of(context.length), context);
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, concatBytes(info, Uint8Array.of(1))));
}

/** Two values in turn: the core keeps the key of its last call, and must not gain by that here. */
function inTurn<T>(first: T, second: T): () => T {
  let calls = 0;
  return () => (calls++ % 2 === 0 ? first : second);
}

function* expandCases(core: Core, runtime: Runtime): Generator<Case> {
  const [one, other, context] = [random(32), random(32), random(32)];
  const [mine, theirs] = [inTurn(one, other), inTurn(one, other)];
  const goal = { chromium: 8, firefox: 60, node: undefined }[runtime];
  yield {
    work: "expand-with-label/32 B",
    peer: "WebCrypto",
    ...goalOf(goal),
    ours: () => core.expandWithLabel256({ secret: mine(), label: "derived", context, length: 32 }),
    theirs: () => expandByWebCrypto(theirs(), "derived", context),
  };
}

function* curveCases(core: Core, { sodium, noble }: CryptoPeers): Generator<Case> {
  const [scalar, seed, message] = [random(32), random(32), random(200)];
  const peer = core.x25519Base(random(32));
  const publicKey = core.ed25519.publicKey(seed);
  const signature = core.ed25519.sign(seed, message);
  const ours = {
    x25519: () => core.x25519(scalar, peer),
    x25519Base: () => core.x25519Base(scalar),
    sign: () => core.ed25519.sign(seed, message),
    verify: () => core.ed25519.verify(publicKey, message, signature),
  };
  const signer = sodium.signer(seed);
  const [mySeed, theirSeed] = [inTurn(seed, scalar), inTurn(seed, scalar)];
  const against = { peer: "sodium", goal: 1.1 } as const;
  yield { work: "x25519", ...against, ours: ours.x25519, theirs: () => sodium.x25519(scalar, peer) };
  yield { work: "x25519-base", ...against, ours: ours.x25519Base, theirs: () => sodium.x25519Base(scalar) };
  yield {
    work: "ed25519-public-key",
    ...against,
    ours: () => core.ed25519.publicKey(mySeed()),
    theirs: () => sodium.publicKey(theirSeed()),
  };
  yield { work: "ed25519-sign", ...against, ours: ours.sign, theirs: () => signer(message) };
  yield {
    work: "ed25519-verify",
    ...against,
    ours: ours.verify,
    theirs: () => sodium.verify(publicKey, message, signature),
  };
  yield { work: "x25519", peer: "noble", ours: ours.x25519, theirs: () => noble.x25519(scalar, peer) };
  yield { work: "ed25519-sign", peer: "noble", ours: ours.sign, theirs: () => noble.sign(seed, message) };
  yield {
    work: "ed25519-verify",
    peer: "noble",
    ours: ours.verify,
    theirs: () => noble.verify(publicKey, message, signature),
  };
}

function* kemCases(core: Core, { noble }: CryptoPeers, runtime: Runtime): Generator<Case> {
  const goal = goalOf({ node: 8, chromium: 4, firefox: undefined }[runtime]);
  const seed = random(32);
  const { publicKey, secretKey } = core.xwing.keygen(seed);
  const coins = random(64);
  const sent = core.xwing.encapsulate(publicKey, coins);
  if (sent === null) throw new Error("our own public key is refused");
  const against = { peer: "nobleKem", ...goal } as const;
  yield {
    work: "xwing-keygen",
    ...against,
    ours: () => core.xwing.keygen(seed).publicKey,
    theirs: () => noble.xwing.keygen(seed).publicKey,
  };
  yield {
    work: "xwing-encapsulate",
    ...against,
    ours: () => core.xwing.encapsulate(publicKey, coins)?.ciphertext,
    // Its seed holds the coins the other way round.
    theirs: () => noble.xwing.encapsulate(publicKey, coins).cipherText,
  };
  yield {
    work: "xwing-decapsulate",
    ...against,
    ours: () => core.xwing.decapsulate(secretKey, sent.ciphertext),
    theirs: () => noble.xwing.decapsulate(sent.ciphertext, secretKey),
  };
  const [dz, m] = [random(64), random(32)];
  const pair = core.mlkem768.keygen(dz.subarray(0, 32), dz.subarray(32));
  const kemSent = core.mlkem768.encapsulate(pair.publicKey, m);
  if (kemSent === null) throw new Error("our own public key is refused");
  yield {
    work: "mlkem768-encapsulate",
    peer: "nobleKem",
    ours: () => core.mlkem768.encapsulate(pair.publicKey, m)?.ciphertext,
    theirs: () => noble.mlkem768.encapsulate(pair.publicKey, m).cipherText,
  };
  yield {
    work: "mlkem768-decapsulate",
    peer: "nobleKem",
    ours: () => core.mlkem768.decapsulate(pair.secretKey, kemSent.ciphertext),
    theirs: () => noble.mlkem768.decapsulate(kemSent.ciphertext, pair.secretKey),
  };
}

/** Times of different work are not worth comparing. */
async function requireSame({ work, peer, ours, theirs }: Case): Promise<void> {
  const [mine, other] = [await ours(), await theirs()];
  const bytesOf = (value: unknown) => (value instanceof Uint8Array ? value : null);
  const [a, b] = [bytesOf(mine), bytesOf(other)];
  if (a !== null && b !== null ? equalBytes(a, b) : mine === other) return;
  throw new Error(`${work}: ${peer} has another answer`);
}

/** Every primitive, one line each. */
export async function* cryptoLines(runtime: Runtime, peers: CryptoPeers): AsyncGenerator<BenchLine> {
  const core = await loadCore();
  const cases = [
    ...aeadCases(core, peers),
    ...hashCases(core, peers),
    ...expandCases(core, runtime),
    ...curveCases(core, peers),
    ...kemCases(core, peers, runtime),
  ];
  const versions: Readonly<Record<string, string>> = { ...peers.versions, WebCrypto: runtime };
  const names = {
    sodium: "libsodium.js",
    noble: "noble",
    nobleKem: "noble",
    hashWasm: "hash-wasm",
    WebCrypto: "WebCrypto",
  };
  for (const one of cases) {
    await requireSame(one);
    yield await compareCalls({
      name: `${one.work}/${runtime}`,
      rounds: 101,
      peer: names[one.peer],
      peerVersion: versions[one.peer] ?? "",
      ...goalOf(one.goal),
      ours: one.ours,
      theirs: one.theirs,
    });
  }
  const loads: number[] = [];
  for (let i = 0; i < 15; i++) {
    const started = performance.now();
    await loadCore();
    loads.push(performance.now() - started);
  }
  loads.sort((a, b) => a - b);
  yield { name: `core-load/warm/${runtime}`, value: Number((loads[7] ?? 0).toPrecision(4)), unit: "ms", rounds: 15 };
}
