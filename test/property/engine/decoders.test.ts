import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { errorCodeOf, FederpostError, fromBase64Url, parseUserId, utf8 } from "../../../shared/base/index.ts";
import { makeCredential, readCredential } from "../../../shared/engine/credential.ts";
import {
  checkKeyPackage,
  createGroup,
  decodeGroup,
  decodePending,
  type Engine,
  encodeGroup,
  encodePending,
  type Group,
  joinGroup,
  type KeyPackageRecord,
  keyPackageRefsOf,
  makeKeyPackage,
  mergePending,
  type OwnDevice,
  type Pending,
  parseKeyPackageRecord,
  prepareCommit,
  receive,
  seal,
} from "../../../shared/engine/index.ts";
import { readProofs } from "../../../shared/engine/rules.ts";
import { readThreadInfo, type ThreadInfo, threadInfoExtension } from "../../../shared/engine/thread-info.ts";
import { readKeyPackage, readPrivateMessage, readWelcome } from "../../../shared/engine/wire.ts";
import { makeDevice, makeEngine, makePerson, thread } from "../../fake/people.ts";
import { mutated, mutatedJson } from "../letter/mutations.ts";

const day = 86_400_000;
let engine: Engine;
let phone: OwnDevice;
let desk: OwnDevice;
let record: KeyPackageRecord;
let ours: Group;
let theirs: Group;
let pending: Pending;
let spoken: Uint8Array;
let renewal: Pending;

beforeAll(async () => {
  engine = await makeEngine();
  const [citizen, agency] = await Promise.all([makePerson("citizen"), makePerson("agency")]);
  [phone, desk] = await Promise.all([makeDevice(citizen, "PHONE"), makeDevice(agency, "DESK")]);
  const nowMs = Date.now();
  record = await makeKeyPackage(engine, desk, {
    lastResort: false,
    notBeforeMs: nowMs - 2 * day,
    notAfterMs: nowMs + 90 * day,
  });
  const checked = await checkKeyPackage(engine, fromBase64Url(record.publicPackage)!, { ...desk, nowMs });
  const start = await createGroup(engine, phone, {
    id: thread,
    info: { owners: [phone.account], arbiter: null },
    nowMs,
  });
  pending = await prepareCommit(engine, start, { add: [checked!], remove: [], proofs: [] });
  ours = mergePending(start, pending);
  theirs = (await joinGroup(engine, desk, { welcome: pending.welcome!, record }))!.group;
  const sealed = await seal(engine, ours, utf8("a letter"));
  spoken = sealed.bytes;
  renewal = await prepareCommit(engine, ours, { add: [], remove: [], proofs: [] });
});

/** Runs `read` on bytes made of `bytes`; nothing but null, a value of ours or a FederpostError may come of it. */
const withstands = (bytes: () => Uint8Array, read: (bytes: Uint8Array) => unknown) =>
  fc.assert(
    fc.asyncProperty(mutated(bytes()), async (changed) => {
      await read(changed);
    }),
  );

describe("bytes from the wire", () => {
  it("that were changed are no message, Welcome or key package of another kind", async () => {
    for (const bytes of [spoken, renewal.bytes, pending.welcome!, fromBase64Url(record.publicPackage)!]) {
      await withstands(
        () => bytes,
        (changed) => {
          const kinds = [readPrivateMessage(changed), readWelcome(changed), readKeyPackage(changed)];
          expect(kinds.filter((kind) => kind !== null).length).toBeLessThanOrEqual(1);
          expect(Array.isArray(keyPackageRefsOf(changed))).toBe(true);
        },
      );
    }
    expect(readPrivateMessage(new Uint8Array(9_000_000))).toBeNull();
  });

  it("of a letter that were changed open to nothing, or the very letter where only padding of the frame differs", async () => {
    await withstands(
      () => spoken,
      async (bytes) => {
        if (Buffer.from(bytes).equals(Buffer.from(spoken))) return;
        const got = await receive(engine, theirs, { bytes, ratified: null });
        expect(["refused", "ahead", "late_commit"]).toContain(got.kind);
      },
    );
    expect((await receive(engine, theirs, { bytes: spoken, ratified: null })).kind).toBe("application");
  });

  it("of a commit that were changed change nothing", async () => {
    await withstands(
      () => renewal.bytes,
      async (bytes) => {
        if (Buffer.from(bytes).equals(Buffer.from(renewal.bytes))) return;
        const got = await receive(engine, theirs, { bytes, ratified: null });
        expect(["refused", "ahead", "late_commit"]).toContain(got.kind);
      },
    );
    expect((await receive(engine, theirs, { bytes: renewal.bytes, ratified: null })).kind).toBe("commit");
  });

  it("of a Welcome that were changed let nobody in", async () => {
    await withstands(
      () => pending.welcome!,
      async (welcome) => {
        if (Buffer.from(welcome).equals(Buffer.from(pending.welcome!))) return;
        const joined = await joinGroup(engine, desk, { welcome, record });
        // Signatures of other members' secrets in it are not ours to check; what concerns us must be untouched.
        if (joined !== null) expect(joined.thread).toBe(thread);
      },
    );
  });

  it("of a key package that were changed are not added", async () => {
    const whole = fromBase64Url(record.publicPackage)!;
    await withstands(
      () => whole,
      async (bytes) => {
        if (Buffer.from(bytes).equals(Buffer.from(whole))) return;
        expect(await checkKeyPackage(engine, bytes, { ...desk, nowMs: Date.now() })).toBeNull();
      },
    );
  });
});

describe("what the vault keeps of a group", () => {
  it("comes back as it was", () => {
    for (const group of [ours, theirs]) {
      const bytes = encodeGroup(group);
      expect(Buffer.from(encodeGroup(decodeGroup(engine, bytes)))).toEqual(Buffer.from(bytes));
    }
    const bytes = encodePending(renewal);
    expect(Buffer.from(encodePending(decodePending(engine, bytes)))).toEqual(Buffer.from(bytes));
  });

  it("is read or refused as our own fault when it was changed", async () => {
    const attempts: readonly (readonly [Uint8Array, (bytes: Uint8Array) => unknown])[] = [
      [encodeGroup(ours), (bytes) => decodeGroup(engine, bytes)],
      [encodePending(renewal), (bytes) => decodePending(engine, bytes)],
    ];
    for (const [whole, decode] of attempts) {
      await withstands(
        () => whole,
        (bytes) => {
          try {
            decode(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(FederpostError);
            expect(errorCodeOf(error)).toBe("internal");
          }
        },
      );
    }
  });

  it("and of key packages, is read or refused as our own fault", () => {
    expect(parseKeyPackageRecord({ ...record })).toEqual(record);
    fc.assert(
      fc.property(fc.oneof(mutatedJson(record), fc.anything()), (value) => {
        try {
          parseKeyPackageRecord(value);
        } catch (error) {
          expect(error).toBeInstanceOf(FederpostError);
          expect(errorCodeOf(error)).toBe("internal");
        }
      }),
    );
  });
});

describe("what a leaf or a group says of itself", () => {
  const users = ["@a:example.org", "@b:example.org"].map((text) => parseUserId(text)!);
  const info: fc.Arbitrary<ThreadInfo> = fc.record({
    owners: fc.subarray(users, { minLength: 1 }),
    arbiter: fc.constantFrom(null, ...users),
  });

  it("of a thread comes back, and is null when it was changed beyond recognition", () => {
    fc.assert(
      fc.property(info, (each) => {
        expect(readThreadInfo([threadInfoExtension(each)])).toEqual(each);
      }),
    );
    const extension = threadInfoExtension({ owners: users, arbiter: null });
    fc.assert(
      fc.property(
        fc.oneof(
          mutated(extension.extensionData),
          mutatedJson({ v: 1, owners: users, arbiter: null }).map((json) => utf8(JSON.stringify(json))),
        ),
        (extensionData) => {
          const read = readThreadInfo([{ ...extension, extensionData }]);
          if (read !== null) expect(read.owners.length).toBeGreaterThan(0);
        },
      ),
    );
    expect(readThreadInfo([])).toBeNull();
    expect(readThreadInfo([extension, extension])).toBeNull();
  });

  it("of a device comes back, and is null when it was changed beyond recognition", () => {
    const credential = makeCredential(desk);
    expect(readCredential(credential)).toMatchObject({ account: desk.account, deviceId: desk.deviceId });
    if (credential.credentialType !== "basic") throw new Error("not a basic credential");
    fc.assert(
      fc.property(mutated(credential.identity), (identity) => {
        const read = readCredential({ credentialType: "basic", identity });
        if (read !== null) expect(read.signatureKey).toHaveLength(32);
      }),
    );
    expect(readCredential({ credentialType: "basic", identity: new Uint8Array(2000) })).toBeNull();
  });

  it("as proof of a removal is a list of documents or null", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map(utf8),
          mutatedJson({ documents: ["x"] }).map((json) => utf8(JSON.stringify(json))),
        ),
        (bytes) => {
          const proofs = readProofs(bytes);
          if (proofs !== null)
            expect([...proofs.documents, ...proofs.readmissions].every((proof) => typeof proof === "string")).toBe(
              true,
            );
        },
      ),
    );
  });
});
