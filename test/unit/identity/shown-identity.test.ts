import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseUserId } from "../../../shared/base/index.ts";
import { mergeContacts } from "../../../shared/courier/archive/merge.ts";
import { generateSigningKey, type PublicKey } from "../../../shared/crypto/index.ts";
import { type Contact, identityQrText, parseShownIdentity, safetyCode } from "../../../shared/identity/index.ts";

const account = parseUserId("@bauamt:stadt.example")!;

describe("what somebody shows of their identity", () => {
  it("is read from the QR code with account and whole key, and from the digits however they are grouped", async () => {
    const { publicKey: identityKey } = await generateSigningKey();
    expect(parseShownIdentity(identityQrText({ account, identityKey }))).toEqual({ account, identityKey });
    const code = await safetyCode(identityKey);
    for (const typed of [code, code.replaceAll(" ", ""), ` ${code.replaceAll(" ", "-")}\n`, code.replaceAll(" ", ", ")])
      expect(parseShownIdentity(typed)).toEqual({ digits: code });
  });

  it("is nothing when digits are missing, the key is cut, or it is another code", async () => {
    const { publicKey: identityKey } = await generateSigningKey();
    const text = identityQrText({ account, identityKey });
    const others = [
      text.slice(0, -account.length - 2),
      `${text} x`,
      "FEDERPOST:ABCD",
      "1".repeat(29),
      "1".repeat(31),
      "",
    ];
    for (const other of others) expect(parseShownIdentity(other)).toBeNull();
    fc.assert(
      fc.property(fc.string(), (any) => {
        const read = parseShownIdentity(any);
        expect(read === null || "digits" in read).toBe(true);
      }),
    );
  });
});

describe("two versions of a contact, one from the archive", () => {
  const contact: Contact = {
    account,
    identityKey: "A".repeat(43) as PublicKey,
    number: 4,
    digest: "d",
    document: "x",
    conflicting: null,
    compared: null,
    comparisonAtMs: 0,
    domains: [],
    shown: null,
    newDeviceAtMs: null,
  };
  const compared = { means: "scanned", atMs: 10 } as const;
  const word = { domain: "stadt.example", name: "Bauamt", checkedAtMs: 5, notAfterMs: 100 };

  it("keep the comparison and what domains said, whichever has them", () => {
    const rich = { ...contact, compared, domains: [word], newDeviceAtMs: 7 };
    for (const merged of [
      mergeContacts(rich, { ...contact, number: 5 }),
      mergeContacts({ ...contact, number: 5 }, rich),
    ])
      expect(merged).toMatchObject({ number: 5, compared, domains: [word], newDeviceAtMs: 7 });
    const asked = { ...word, checkedAtMs: 9, name: "Amt" };
    expect(mergeContacts(rich, { ...contact, domains: [asked] }).domains).toEqual([asked]);
  });

  it("of two identity keys keep nothing of the older one's comparison", () => {
    const other = { ...contact, identityKey: "B".repeat(43) as PublicKey };
    expect(mergeContacts({ ...contact, compared, domains: [word] }, other)).toEqual(other);
  });
});
