import { describe, expect, it } from "vitest";
import { fromUtf8, systemRandom, utf8 } from "../../../shared/base/index.ts";
import { agreeChannel, generateAgreementKey, sha256 } from "../../../shared/crypto/index.ts";

const transcript = await sha256(utf8("everything that both have said"));

async function channels(here = transcript, there = transcript) {
  const [a, b] = await Promise.all([generateAgreementKey(systemRandom), generateAgreementKey(systemRandom)]);
  const random = systemRandom;
  const first = await agreeChannel(a, { publicKey: b.publicKey, transcript: here, random });
  const second = await agreeChannel(b, { publicKey: a.publicKey, transcript: there, random });
  return [first!, second!] as const;
}

describe("a paired channel", () => {
  it("is the same at both ends: digits, proofs and what is sealed", async () => {
    const [first, second] = await channels();
    expect(first.shortCode).toMatch(/^\d{7}$/);
    expect(second.shortCode).toBe(first.shortCode);
    expect(second.proof).toEqual(first.proof);
    expect(first.proof.new).not.toBe(first.proof.existing);
    const sealed = await first.seal("new", utf8("a name"));
    expect(fromUtf8((await second.open("new", sealed))!)).toBe("a name");
  });

  it("opens nothing of the other direction, changed, cut short or of another channel", async () => {
    const [first, second] = await channels();
    const [stranger] = await channels();
    const sealed = await first.seal("existing", utf8("keys"));
    expect(await second.open("new", sealed)).toBeNull();
    expect(await stranger.open("existing", sealed)).toBeNull();
    for (const at of [0, 12, sealed.length - 1]) {
      const changed = sealed.slice();
      changed[at]! ^= 1;
      expect(await second.open("existing", changed)).toBeNull();
    }
    for (const length of [0, 11, 12, 20]) expect(await second.open("existing", sealed.slice(0, length))).toBeNull();
  });

  it("differs in everything when the ends have heard something else", async () => {
    const [first, second] = await channels(transcript, await sha256(utf8("something else")));
    expect(second.shortCode).not.toBe(first.shortCode);
    expect(second.proof.new).not.toBe(first.proof.new);
    expect(await second.open("new", await first.seal("new", utf8("x")))).toBeNull();
  });

  it("is not agreed with a key that nobody can have", async () => {
    const own = await generateAgreementKey(systemRandom);
    for (const publicKey of ["", "AAAA", "A".repeat(43), "!".repeat(43)]) {
      expect(await agreeChannel(own, { publicKey, transcript, random: systemRandom })).toBeNull();
    }
  });
});
