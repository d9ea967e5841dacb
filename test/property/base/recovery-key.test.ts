import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatRecoveryKey, parseRecoveryKey, recoveryKeyGroups } from "../../../shared/base/index.ts";

const key = fc.uint8Array({ minLength: 16, maxLength: 16 });
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const place = fc.nat(34);

/** The written key with one of its 35 characters changed. */
const changed = (written: string, at: number, to: string) => {
  const index = at + Math.floor(at / 5);
  return written.slice(0, index) + to + written.slice(index + 1);
};

describe("a recovery key", () => {
  it("is read back as it was written", () => {
    void fc.assert(
      fc.property(key, (recoveryKey) => {
        const written = formatRecoveryKey(recoveryKey);
        expect(written).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){6}[0-9A-HJKMNP-TV-Z]{5}$/);
        expect(parseRecoveryKey(written)).toEqual({ kind: "key", recoveryKey });
      }),
    );
  });

  it("is read in any case, with look-alikes, and with any or no dividers", () => {
    const dividers = fc.constantFrom("", " ", "-", "  ", " - ", "\n", "\t", "–", "_", ".", "/");
    const lookAlikes = (text: string) => text.replaceAll("0", "o").replaceAll("1", "l");
    void fc.assert(
      fc.property(key, dividers, fc.boolean(), (recoveryKey, divider, sloppy) => {
        const written = recoveryKeyGroups(recoveryKey).join(divider);
        const typed = sloppy ? ` ${lookAlikes(written).toLowerCase()}\n` : written.replaceAll("1", "I");
        expect(parseRecoveryKey(typed)).toEqual({ kind: "key", recoveryKey });
      }),
    );
  });

  it("with one wrong character names the group it stands in", () => {
    void fc.assert(
      fc.property(key, place, fc.constantFrom(...alphabet, "U", "?", "ß", "é"), (recoveryKey, at, to) => {
        const written = formatRecoveryKey(recoveryKey);
        const typed = changed(written, at, to);
        fc.pre(typed !== written);
        expect(parseRecoveryKey(typed)).toEqual({ kind: "wrong_group", group: Math.floor(at / 5) + 1 });
      }),
    );
  });

  it("with two neighbouring characters swapped names their group", () => {
    void fc.assert(
      fc.property(key, fc.nat(6), fc.nat(3), (recoveryKey, group, at) => {
        const groups = recoveryKeyGroups(recoveryKey);
        const chars = Array.from(groups[group]!);
        [chars[at], chars[at + 1]] = [chars[at + 1]!, chars[at]!];
        fc.pre(chars.join("") !== groups[group]);
        groups[group] = chars.join("");
        expect(parseRecoveryKey(groups.join(" "))).toEqual({ kind: "wrong_group", group: group + 1 });
      }),
    );
  });

  it("with a missing or superfluous character names its group", () => {
    void fc.assert(
      fc.property(key, fc.nat(6), fc.boolean(), (recoveryKey, group, more) => {
        const groups = recoveryKeyGroups(recoveryKey);
        groups[group] = more ? `${groups[group]}A` : groups[group]!.slice(0, 4);
        expect(parseRecoveryKey(groups.join("-"))).toEqual({ kind: "wrong_group", group: group + 1 });
      }),
    );
  });

  it("with groups in another order is refused at the first that is out of place", () => {
    void fc.assert(
      fc.property(key, fc.nat(6), fc.nat(6), (recoveryKey, a, b) => {
        fc.pre(a !== b);
        const groups = recoveryKeyGroups(recoveryKey);
        [groups[a], groups[b]] = [groups[b]!, groups[a]!];
        expect(parseRecoveryKey(groups.join("-"))).toEqual({ kind: "wrong_group", group: Math.min(a, b) + 1 });
      }),
    );
  });

  it("with groups missing or too many says how many there are", () => {
    void fc.assert(
      fc.property(key, fc.nat(6), (recoveryKey, count) => {
        const groups = recoveryKeyGroups(recoveryKey);
        expect(parseRecoveryKey(groups.slice(0, count).join("-"))).toEqual({ kind: "wrong_length", groups: count });
        expect(parseRecoveryKey([...groups, "ABCDE"].join("-"))).toEqual({ kind: "wrong_length", groups: 8 });
      }),
    );
  });

  it("mixed of two keys is refused even where every group fits", () => {
    const refused = fc.sample(fc.tuple(key, key, fc.integer({ min: 1, max: 6 })), 2000).map(([one, other, cut]) => {
      const mixed = [...recoveryKeyGroups(one).slice(0, cut), ...recoveryKeyGroups(other).slice(cut)];
      return parseRecoveryKey(mixed.join("-")).kind;
    });
    // Twelve bits let one of 4,096 through, and equal keys are no mixture.
    expect(refused.filter((kind) => kind === "wrong_whole").length).toBeGreaterThan(1900);
  });

  it("of any text at all is answered, never thrown", () => {
    const kinds = ["key", "wrong_group", "wrong_length", "wrong_whole"];
    void fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), fc.string()), (typed) => {
        expect(kinds).toContain(parseRecoveryKey(typed).kind);
      }),
    );
  });

  it("has 16 bytes and nothing else", () => {
    for (const length of [0, 15, 17, 32]) expect(() => formatRecoveryKey(new Uint8Array(length))).toThrow(RangeError);
  });
});
