import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { errorCodeOf, parseDeviceId, parseUserId } from "../../../shared/base/index.ts";
import { generateSigningKey, type PublicKey, type SigningKey, signJws } from "../../../shared/crypto/index.ts";
import {
  type Contact,
  considerDocument,
  type DeviceCertificate,
  type DomainStatement,
  type IdentityDocument,
  issueDeviceCertificate,
  issueDomainFile,
  issueIdentityDocument,
  parseContact,
  verifyDeviceCertificate,
  verifyDomainFile,
  verifyIdentityDocument,
} from "../../../shared/identity/index.ts";
import { mutated, mutatedJson } from "../letter/mutations.ts";

const account = parseUserId("@erika:example.org")!;
const publicKey = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((raw) => Buffer.from(raw).toString("base64url") as PublicKey);
const deviceId = fc.stringMatching(/^[A-Z]{1,12}$/).map((text) => parseDeviceId(text)!);
const time = fc.nat(4e12);

let key: SigningKey;
beforeAll(async () => {
  key = await generateSigningKey();
});

const certificate: fc.Arbitrary<DeviceCertificate> = fc.record({
  account: fc.constant(account),
  deviceId,
  mlsKey: publicKey,
  letterKey: publicKey,
  rights: fc.subarray(["read", "send", "manage"] as const),
  sinceDocument: fc.integer({ min: 1, max: 1_000_000 }),
  notAfterMs: time,
});
const document: fc.Arbitrary<IdentityDocument> = fc.record({
  account: fc.constant(account),
  number: fc.integer({ min: 1, max: 1_000_000 }),
  previous: fc.constantFrom(null, "A".repeat(43)),
  devices: fc.uniqueArray(
    fc.record(
      {
        deviceId,
        mlsKey: publicKey,
        letterKey: publicKey,
        notAfterMs: time,
        suites: fc.array(fc.stringMatching(/^[a-z0-9]{1,8}$/), { maxLength: 4 }),
      },
      { requiredKeys: ["deviceId", "mlsKey", "letterKey", "notAfterMs"] },
    ),
    { maxLength: 5, selector: (device) => device.deviceId },
  ),
  expiresAtMs: time,
});
const statement: fc.Arbitrary<DomainStatement> = fc.record({
  domain: fc.domain(),
  mailbox: fc.constant(account),
  name: fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }),
  notAfterMs: time,
});

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const typs = {
  certificate: "federpost-device+jws",
  document: "federpost-identity+jws",
  domain: "federpost-domain+jws",
};
const claimsOf = (jws: string): object => JSON.parse(Buffer.from(jws.split(".")[1]!, "base64url").toString()) as object;
const signed = (typ: string, json: unknown) => signJws(key, { typ, payload: bytesOf(JSON.stringify(json) ?? "") });

describe("a device certificate", () => {
  it("comes back as it was issued", async () => {
    await fc.assert(
      fc.asyncProperty(certificate, async (each) => {
        const jws = await issueDeviceCertificate(key, each);
        expect(await verifyDeviceCertificate(jws)).toEqual({ ...each, identityKey: key.publicKey, jws });
      }),
    );
  });

  it("of which anything was changed is none", async () => {
    const [sample] = fc.sample(certificate, 1);
    const jws = await issueDeviceCertificate(key, sample!);
    await fc.assert(
      fc.asyncProperty(mutated(bytesOf(jws)), async (bytes) => {
        fc.pre(textOf(bytes) !== jws);
        expect(await verifyDeviceCertificate(textOf(bytes))).toBeNull();
      }),
    );
  });

  it("with other claims under a good signature is none, or one with all its fields", async () => {
    const [sample] = fc.sample(certificate, 1);
    const claims = claimsOf(await issueDeviceCertificate(key, sample!));
    await fc.assert(
      fc.asyncProperty(mutatedJson(claims), async (json) => {
        const verified = await verifyDeviceCertificate(await signed(typs.certificate, json));
        if (verified !== null)
          expect(Object.values(verified).every((value) => value !== undefined && value !== null)).toBe(true);
        // One kind of token is never taken for another.
        expect(await verifyDeviceCertificate(await signed(typs.document, json))).toBeNull();
      }),
    );
  });

  it("larger than a certificate may be is none", async () => {
    expect(await verifyDeviceCertificate(await signed(typs.certificate, { x: "x".repeat(5000) }))).toBeNull();
  });
});

describe("an identity document", () => {
  it("comes back as it was issued", async () => {
    await fc.assert(
      fc.asyncProperty(document, async (each) => {
        const jws = await issueIdentityDocument(key, each);
        expect(await verifyIdentityDocument(jws)).toMatchObject({ ...each, identityKey: key.publicKey, jws });
      }),
    );
  });

  it("of which anything was changed is none", async () => {
    const jws = await issueIdentityDocument(key, fc.sample(document, 1)[0]!);
    await fc.assert(
      fc.asyncProperty(mutated(bytesOf(jws)), async (bytes) => {
        fc.pre(textOf(bytes) !== jws);
        expect(await verifyIdentityDocument(textOf(bytes))).toBeNull();
      }),
    );
  });

  it("with other claims under a good signature is none, or one that names each device once", async () => {
    const claims = claimsOf(await issueIdentityDocument(key, fc.sample(document, 1)[0]!));
    await fc.assert(
      fc.asyncProperty(mutatedJson(claims), async (json) => {
        const verified = await verifyIdentityDocument(await signed(typs.document, json));
        if (verified === null) return;
        expect(new Set(verified.devices.map((device) => device.deviceId)).size).toBe(verified.devices.length);
        expect(verified.devices.length).toBeLessThanOrEqual(100);
      }),
    );
  });

  it("is never taken in place of a newer one or of one under another key, in whatever order they come", async () => {
    const other = await generateSigningKey();
    const numbers = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.boolean(), fc.nat(2)), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(numbers, async (series) => {
        let known: Contact | null = null;
        for (const [number, foreign, variant] of series) {
          const base = { account, number, previous: null, devices: [], expiresAtMs: 2_000 + variant };
          const verified = (await verifyIdentityDocument(await issueIdentityDocument(foreign ? other : key, base)))!;
          const considered = considerDocument(known, verified, { account, nowMs: 1_000 });
          if (known !== null && considered.kind === "accepted") {
            expect(considered.contact.number).toBeGreaterThan((known as Contact).number);
            expect(considered.contact.identityKey).toBe((known as Contact).identityKey);
          }
          if (considered.contact !== null) known = considered.contact;
        }
      }),
    );
  });
});

describe("a domain's file", () => {
  it("comes back as it was issued, and is none when anything of it was changed", async () => {
    await fc.assert(
      fc.asyncProperty(statement, async (each) => {
        fc.pre(each.name.isWellFormed());
        expect(await verifyDomainFile(await issueDomainFile(key, each))).toEqual({
          ...each,
          identityKey: key.publicKey,
        });
      }),
    );
    const file = await issueDomainFile(key, fc.sample(statement, 1)[0]!);
    const { federpost } = JSON.parse(file) as { federpost: string };
    await fc.assert(
      fc.asyncProperty(mutated(bytesOf(file)), async (bytes) => {
        const verified = await verifyDomainFile(textOf(bytes));
        // What is around the signed part may differ; the signed part may not.
        if (verified !== null) expect(textOf(bytes)).toContain(federpost);
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
        expect(await verifyDomainFile(text)).toBeNull();
      }),
    );
  });
});

describe("a stored contact", () => {
  it("is read back or refused as our own fault, and nothing else", () => {
    const before = { account, identityKey: "A".repeat(43), number: 1, digest: "d", document: "x", conflicting: null };
    const contact = {
      ...before,
      compared: { means: "in_person", atMs: 1 },
      comparisonAtMs: 1,
      domains: [{ domain: "stadt.example", name: "Bauamt", checkedAtMs: 1, notAfterMs: 2 }],
      shown: { kind: "oidc", v: 1, token: "a.b.c", salt: "A".repeat(43), statement: "d.e.f" },
      newDeviceAtMs: 3,
    };
    expect(parseContact(contact)).toEqual(contact);
    // As it was stored before there were comparisons.
    expect(parseContact(before)).toEqual({
      ...before,
      compared: null,
      comparisonAtMs: 0,
      domains: [],
      shown: null,
      newDeviceAtMs: null,
    });
    fc.assert(
      fc.property(fc.oneof(mutatedJson(contact), fc.anything()), (value) => {
        try {
          expect(Object.keys(parseContact(value)).sort()).toEqual(Object.keys(contact).sort());
        } catch (error) {
          expect(errorCodeOf(error)).toBe("internal");
          expect(error).toHaveProperty("name", "FederpostError");
        }
      }),
    );
  });
});
