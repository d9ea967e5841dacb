import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromUtf8, isFederpostError, systemRandom, utf8 } from "../../../shared/base/index.ts";
import { encodeHandover, parseHandover } from "../../../shared/courier/handover.ts";
import {
  formatPairingCode,
  makePairingCode,
  parsePairingCode,
  qrTextOf,
} from "../../../shared/courier/pairing-code.ts";
import { parsePairingMessage } from "../../../shared/courier/pairing-messages.ts";

const refused = (typed: string): boolean => {
  try {
    parsePairingCode(typed);
    return false;
  } catch (error) {
    return isFederpostError(error) && error.code === "invalid_params";
  }
};

const code = fc.noShrink(fc.constant(null)).map(() => makePairingCode(systemRandom));

describe("the code of a new device", () => {
  it("is read back as it is written, in either case, with look-alikes and any dividers", () => {
    fc.assert(
      fc.property(code, (made) => {
        const shown = formatPairingCode(made);
        expect(shown).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
        const typed = shown.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l");
        for (const text of [made, shown, typed, ` ${made}\n`, qrTextOf(made)])
          expect(parsePairingCode(text)).toBe(made);
      }),
    );
  });

  it("with one wrong character is none", () => {
    const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    fc.assert(
      fc.property(code, fc.nat(15), fc.integer({ min: 1, max: 31 }), (made, at, shift) => {
        const wrong = alphabet[(alphabet.indexOf(made[at]!) + shift) % 32]!;
        expect(refused(made.slice(0, at) + wrong + made.slice(at + 1))).toBe(true);
      }),
    );
  });

  it("of any other text is none, and nothing else is thrown", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 15 }), (typed) => {
        expect(refused(typed)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 40 }), (typed) => {
        expect(refused(typed)).toBe(true);
      }),
    );
  });
});

describe("what comes from outside while a device is let in", () => {
  it("is a message of ours or nothing", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (content) => {
        const message = parsePairingMessage(content);
        expect(message === null || message.v === 1).toBe(true);
      }),
    );
    const ask = {
      v: 1,
      id: crypto.randomUUID(),
      device: "ABC",
      step: "ask",
      commitment: "c",
      sentAtMs: 1,
    };
    expect(parsePairingMessage(ask)).toMatchObject({ step: "ask" });
    for (const wrong of [{ v: 2 }, { id: "x" }, { device: 7 }, { step: "asked" }, { commitment: "c".repeat(101) }]) {
      expect(parsePairingMessage({ ...ask, ...wrong })).toBeNull();
    }
  });

  it("is a hand-over or nothing, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(parseHandover(bytes)).toBeNull();
      }),
    );
    const key = "A".repeat(43);
    const whole = encodeHandover({
      identityKey: { publicKey: key, secret: key } as never,
      certificate: "c",
      document: "d",
      archiveKey: null,
      contacts: [],
      threads: [],
      hasRecovery: false,
      names: {},
    });
    expect(parseHandover(whole)).not.toBeNull();
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => {
        expect(parseHandover(whole.slice(0, length))).toBeNull();
      }),
    );
    const text = fromUtf8(whole) ?? "";
    for (const [part, by] of [
      [key, "short"],
      ['"archiveKey":null', '"archiveKey":"short"'],
      ['"contacts":[]', '"contacts":[{}]'],
      ['"threads":[]', '"threads":[{"thread":"no room"}]'],
    ] as const) {
      expect(parseHandover(utf8(text.replace(part, by)))).toBeNull();
    }
  });
});
