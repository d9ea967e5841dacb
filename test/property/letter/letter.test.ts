import canonicalize from "canonicalize";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  assuranceLevels,
  type LetterId,
  parseEventId,
  parseMxcUri,
  parseOrigin,
  parseRoomId,
  parseUserId,
  utf8,
} from "../../../shared/base/index.ts";
import {
  type Attachment,
  type Envelope,
  encodeEnvelope,
  encodeLetter,
  encodeReceipt,
  type Letter,
  markdownFormat,
  parseEnvelope,
  parseLetter,
  parseReceipt,
  type Receipt,
  safeFileName,
} from "../../../shared/letter/index.ts";
import { mutated, mutatedJson } from "./mutations.ts";

const thread = parseRoomId("!thread:example.org")!;
const user = parseUserId("@erika:example.org")!;
const id = fc.uuid({ version: 4 }).map((text) => text as LetterId);
const digest = fc
  .base64String({ minLength: 44, maxLength: 44 })
  .map((text) => text.replace(/[+/=]/g, "A").slice(0, 43));
const mxc = parseMxcUri("mxc://example.org/abc")!;
const text = (maxLength: number) => fc.string({ unit: "grapheme", maxLength });

const attachment: fc.Arbitrary<Attachment> = fc.record({
  name: fc.string({ minLength: 1, maxLength: 100 }),
  type: fc.string({ maxLength: 100 }),
  sizeBytes: fc.nat(1_000_000),
  sha256: digest,
  key: digest,
  parts: fc.array(fc.record({ mxc: fc.constant(mxc), sizeBytes: fc.nat(8_388_608) }), { minLength: 1, maxLength: 3 }),
});
const plainLetter: fc.Arbitrary<Letter> = fc.record({
  id,
  thread: fc.constant(thread),
  from: fc.constant(user),
  to: fc.constant([user]),
  subject: text(300),
  text: text(500),
  data: fc.option(fc.record({ schema: fc.string({ minLength: 1, maxLength: 50 }), json: fc.jsonValue() })),
  attachments: fc.array(attachment, { maxLength: 3 }),
  sentAtMs: fc.nat(4e12),
  inReplyTo: fc.option(id),
  acknowledgeBy: fc.constantFrom(null, "2026-12-24"),
  composedBy: fc.constantFrom(null, parseOrigin("https://portal.example.org")!),
});
const letter: fc.Arbitrary<Letter> = fc
  .tuple(plainLetter, fc.constantFrom(null, markdownFormat, "text/vnd.of-another-time"))
  .map(([each, format]) => (format === null ? each : { ...each, format }));
const says: fc.Arbitrary<Pick<Receipt, "kind" | "says">> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("submitted" as const, "provided" as const, "notified" as const, "retrieved" as const),
    says: fc.constant(null),
  }),
  fc.record({ kind: fc.constant("provided" as const), says: fc.constantFrom(...assuranceLevels) }),
  fc.record({ kind: fc.constant("acknowledged" as const), says: fc.constantFrom("2026-12-24", "2024-02-29") }),
  fc.record({ kind: fc.constant("rejected" as const), says: text(100).map((reason) => `.${reason}`) }),
);
const claims = fc.record({
  id: fc.uuid({ version: 4 }),
  thread: fc.constant(thread),
  letter: id,
  digest,
  by: fc.constant(user),
  atMs: fc.nat(4e12),
  event: fc.constantFrom(null, parseEventId("$abc")!),
});
const receipt: fc.Arbitrary<Receipt> = fc.tuple(claims, says).map(([about, said]) => ({ ...about, ...said }));
const jws = fc.stringMatching(/^[A-Za-z0-9_-]{1,30}\.[A-Za-z0-9_-]{1,30}\.[A-Za-z0-9_-]{1,30}$/);
const envelope: fc.Arbitrary<Envelope> = fc.oneof(
  fc.record({ kind: fc.constant("letter" as const), letter: jws, certificate: jws, document: jws }),
  fc.record({ kind: fc.constant("receipt" as const), receipt: jws, certificate: jws, document: jws }),
  fc.record({
    kind: fc.constant("pointer" as const),
    mxc: fc.constant(mxc),
    key: digest,
    sha256: digest,
    sizeBytes: fc.integer({ min: 1, max: 8_388_608 }),
  }),
  fc.record({
    kind: fc.constant("ratify" as const),
    epoch: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
    event: fc.constant(parseEventId("$abc")!),
    tag: digest,
  }),
);

// JSON has no -0, and a lone surrogate is no UTF-8: neither comes back as it went.
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("a letter", () => {
  it("comes back as it was encoded", () => {
    fc.assert(
      fc.property(letter, (each) => {
        fc.pre(JSON.stringify(each).isWellFormed());
        expect(parseLetter(encodeLetter(each))).toEqual(plain(each));
      }),
    );
  });

  it("in changed bytes is either none, or another letter in the one spelling it has", () => {
    fc.assert(
      fc.property(
        letter.chain((each) => mutated(encodeLetter(each))),
        (bytes) => {
          const parsed = parseLetter(bytes);
          if (parsed !== null) expect(Buffer.from(encodeLetter(parsed))).toEqual(Buffer.from(bytes));
        },
      ),
    );
  });

  it("with changed fields is none, or one that keeps every limit", () => {
    fc.assert(
      fc.property(
        letter.chain((each) => mutatedJson({ v: 1, ...each })),
        (json) => {
          const parsed = parseLetter(utf8(JSON.stringify(json)));
          if (parsed === null) return;
          expect(
            parsed.attachments.flatMap(({ parts }) => parts).every(({ sizeBytes }) => sizeBytes <= 8_388_608),
          ).toBe(true);
          expect(Number.isNaN(new Date(parsed.sentAtMs).getTime())).toBe(false);
        },
      ),
    );
  });

  it("says of its text what it is only where it is not plain, so that plain letters have one spelling", () => {
    const [each] = fc.sample(plainLetter, { numRuns: 1, seed: 1 });
    const withFormat = (format: unknown) => utf8(canonicalize({ v: 1, ...each, format }) ?? "");
    expect(parseLetter(withFormat("text/markdown"))?.format).toBe("text/markdown");
    // What a later version writes is carried, and shown as plain text.
    expect(parseLetter(withFormat("text/vnd.of-another-time"))?.format).toBe("text/vnd.of-another-time");
    for (const wrong of [
      "text/plain",
      "",
      "markdown",
      "Text/Markdown",
      "text/markdown; charset=utf-8",
      null,
      1,
      "a/".repeat(100),
    ])
      expect(parseLetter(withFormat(wrong))).toBeNull();
  });

  it("larger than a letter may be, or nested deeper than anybody needs, is none", () => {
    expect(parseLetter(utf8(`{"v":1,"text":"${"x".repeat(3_000_000)}"}`))).toBeNull();
    for (const depth of [200, 5_000, 200_000]) {
      const nested = `${"[".repeat(depth)}${"]".repeat(depth)}`;
      const content = `{"acknowledgeBy":null,"attachments":[],"composedBy":null,"data":{"json":${nested},"schema":"s"},"from":"${user}","id":"0b0e7a4c-8f0f-4a53-9f0e-1f6a1f0f9a11","inReplyTo":null,"sentAtMs":1,"subject":"","text":"","thread":"${thread}","to":["${user}"],"v":1}`;
      expect(parseLetter(utf8(content))).toBeNull();
      expect(parseLetter(utf8(content.replace(nested, "[[]]")))).not.toBeNull();
    }
  });
});

describe("a receipt", () => {
  it("comes back as it was encoded", () => {
    fc.assert(
      fc.property(receipt, (each) => {
        expect(parseReceipt(encodeReceipt(each))).toEqual(each);
      }),
    );
  });

  it("in changed bytes is either none or a receipt of a real time", () => {
    fc.assert(
      fc.property(
        receipt.chain((each) => mutated(encodeReceipt(each))),
        (bytes) => {
          const parsed = parseReceipt(bytes);
          if (parsed === null) return;
          expect(Number.isNaN(new Date(parsed.atMs).getTime())).toBe(false);
          expect(parseReceipt(encodeReceipt(parsed))).toEqual(parsed);
        },
      ),
    );
  });

  it("of no real time is none", () => {
    const [valid] = fc.sample(receipt, 1);
    const json = JSON.parse(Buffer.from(encodeReceipt(valid!)).toString()) as Record<string, unknown>;
    for (const iat of ["1e308", "9e15", "-1", '"1"', "null"]) {
      const changed = JSON.stringify({ ...json, iat: 0 }).replace('"iat":0', `"iat":${iat}`);
      expect(parseReceipt(utf8(changed))).toBeNull();
    }
  });

  it("that asks for evidence is of the kind that says a letter was stored, and names a level", () => {
    const [about] = fc.sample(claims, 1);
    const asks = { ...about!, kind: "provided" as const, says: "high" };
    const text = Buffer.from(encodeReceipt(asks)).toString();
    expect(parseReceipt(utf8(text))?.says).toBe("high");
    expect(parseReceipt(utf8(text.replace("receipt:provided", "receipt:retrieved")))).toBeNull();
    expect(parseReceipt(utf8(text.replace('"high"', '"highest"')))).toBeNull();
  });

  it("larger than a receipt may be is none", () => {
    expect(parseReceipt(utf8(`{"iss":"${"x".repeat(9000)}"}`))).toBeNull();
  });
});

describe("an envelope", () => {
  it("comes back as it was encoded", () => {
    fc.assert(
      fc.property(envelope, (each) => {
        expect(parseEnvelope(encodeEnvelope(each))).toEqual(each);
      }),
    );
  });

  it("in changed bytes or with changed fields is none, or one that comes back", () => {
    const changed = envelope.chain((each) =>
      fc.oneof(
        mutated(encodeEnvelope(each)),
        mutatedJson(each).map((json) => utf8(JSON.stringify(json))),
      ),
    );
    fc.assert(
      fc.property(changed, (bytes) => {
        const parsed = parseEnvelope(bytes);
        if (parsed !== null) expect(parseEnvelope(encodeEnvelope(parsed))).toEqual(parsed);
      }),
    );
  });
});

describe("a file's name", () => {
  it("is safe to save under, whatever the sender called it", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.string({ unit: "grapheme" })), (name) => {
        const safe = safeFileName(name);
        expect(safe).not.toBe("");
        expect([...safe].length).toBeLessThanOrEqual(121);
        expect(safe).not.toMatch(/[/\\:*?"<>|\p{Cc}\p{Cf}]|^\.|^\s|\s$|\.$/u);
        expect(safe).not.toMatch(/\p{Default_Ignorable_Code_Point}|\u2800/u);
        expect(safeFileName(safe)).toBe(safe);
      }),
    );
  });

  it("ends where it seems to: letters that draw nothing do not push its end away", () => {
    expect(safeFileName(`rechnung.pdf${"\u3164".repeat(60)}\u2800.exe`)).toBe("rechnung.pdf.exe");
  });
});
