import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ErrorCode, errorGroups, FederpostError } from "../../../shared/base/index.ts";
import {
  parsePortalCall,
  portalContract,
  portalErrors,
  portalFailureOf,
  portalLimits,
  portalMethods,
  portalResult,
} from "../../../shared/protocol/index.ts";

const uuid = "0b9a2c5e-1d2f-4a3b-8c4d-5e6f7a8b9c0d";
const letter = {
  to: uuid,
  subject: "Bauantrag",
  text: "Text",
  data: null,
  attachments: [{ name: "plan.pdf", type: "application/pdf", sizeBytes: 10, stream: 0 }],
  thread: null,
  acknowledgeBy: "2026-12-31",
  idempotencyKey: "k".repeat(16),
};

const form = {
  schema: "https://amt.example/antrag/1",
  fields: [
    { name: "name", label: "Name", kind: "line", required: true },
    { name: "art", label: "Art", kind: "choice", choices: ["a", "b"] },
  ],
};

/** A call of each method that holds to the contract. */
const good: Readonly<Record<string, Record<string, unknown>>> = {
  hello: { versions: { min: 1, max: 1 } },
  "access.request": { methods: ["letter.send"], purpose: "x" },
  "access.list": {},
  "access.revoke": { methods: ["letter.send"] },
  "mailbox.find": { domain: "bauamt.musterlingen.de" },
  "letter.send": letter,
  "letter.status": { letterId: uuid },
  "letter.open": { thread: uuid },
  "letter.compose": { to: uuid, prefill: { subject: "x", form }, thread: null, idempotencyKey: "k".repeat(16) },
  "document.sign": {
    documents: [{ name: "vertrag.pdf", type: "application/pdf", sizeBytes: 10, stream: 0 }],
    reason: "Ich stimme zu.",
    format: "jws-detached",
    idempotencyKey: "k".repeat(16),
  },
  "identity.present": {
    evidence: "oidc",
    level: "substantial",
    claims: ["name"],
    audience: "Wohngeld",
    purpose: "Antrag stellen",
    nonce: "n".repeat(16),
  },
};

const kindOf = (method: string, params: unknown) => {
  const parsed = parsePortalCall(method, params);
  return parsed.kind === "call" ? "call" : parsed.code;
};

describe("the portal's contract", () => {
  it("every method has a good call, and each is accepted", () => {
    expect(Object.keys(good).sort()).toEqual([...portalMethods].sort());
    for (const [method, params] of Object.entries(good)) expect(kindOf(method, params), method).toBe("call");
  });

  it("whatever is asked is a call of the contract, unsupported or invalid_params, and never throws", () => {
    const method = fc.oneof(
      fc.constantFrom(...portalMethods),
      fc.string(),
      fc.constantFrom("__proto__", "constructor", "toString"),
    );
    fc.assert(
      fc.property(
        method,
        fc.anything({ withNullPrototype: true, withMap: true, withTypedArray: true }),
        (name, params) => {
          const known = Object.hasOwn(portalContract, name);
          expect(known ? ["call", "invalid_params"] : ["unsupported"]).toContain(kindOf(name, params));
        },
      ),
    );
  });

  it("a good call with one field missing, added or of another kind is invalid_params", () => {
    const wrong = fc.oneof(fc.constant(Symbol("x")), fc.constant(10n), fc.constant({ a: { b: 1 } }), fc.constant(-1.5));
    fc.assert(
      fc.property(fc.constantFrom(...portalMethods), fc.nat(), wrong, (method, which, value) => {
        const params = good[method] ?? {};
        const keys = Object.keys(params);
        expect(kindOf(method, { ...params, extra: 1 })).toBe("invalid_params");
        const key = keys[which % Math.max(1, keys.length)];
        if (key !== undefined) expect(kindOf(method, { ...params, [key]: value })).toBe("invalid_params");
      }),
    );
  });

  it("texts and lists over their limits are refused", () => {
    const over = (change: Record<string, unknown>) => kindOf("letter.send", { ...letter, ...change });
    expect(over({ subject: "x".repeat(portalLimits.subjectLength + 1) })).toBe("invalid_params");
    expect(over({ text: "x".repeat(portalLimits.textLength + 1) })).toBe("invalid_params");
    expect(over({ attachments: Array(portalLimits.attachments + 1).fill(letter.attachments[0]) })).toBe(
      "invalid_params",
    );
    expect(over({ attachments: Array(portalLimits.attachments).fill(letter.attachments[0]) })).toBe("call");
    expect(over({ idempotencyKey: "short" })).toBe("invalid_params");
    expect(kindOf("access.request", { methods: ["hello"], purpose: "x" })).toBe("invalid_params");
  });

  it("a form names each field once, and only a choice has choices", () => {
    const compose = (fields: readonly object[]) =>
      kindOf("letter.compose", { ...good["letter.compose"], prefill: { form: { ...form, fields } } });
    expect(compose(form.fields)).toBe("call");
    expect(compose([form.fields[0]!, form.fields[0]!])).toBe("invalid_params");
    expect(compose([{ ...form.fields[0], choices: ["a"] }])).toBe("invalid_params");
    expect(compose([{ ...form.fields[1], choices: [] }])).toBe("invalid_params");
    expect(compose([{ ...form.fields[0], name: "__proto__" }])).toBe("invalid_params");
    expect(compose([])).toBe("invalid_params");
  });

  it("only host names are domains", () => {
    for (const domain of ["a", "a.de", "xn--bcher-kva.example", "127.0.0.1:8080", "localhost:1"]) {
      expect(kindOf("mailbox.find", { domain }), domain).toBe("call");
    }
    for (const domain of [
      "",
      "a..b",
      "-a.de",
      "A.de",
      "a.de/x",
      "https://a.de",
      "a.de:",
      "ä.de",
      "a.de?x",
      "user@a.de",
      `${"a".repeat(64)}.de`,
    ]) {
      expect(kindOf("mailbox.find", { domain }), domain).toBe("invalid_params");
    }
  });

  it("one of three questions finds a mailbox, and what a directory is asked is text on one line", () => {
    const text = fc
      .string({ unit: "grapheme", minLength: 2, maxLength: 100 })
      .filter((one) => /^\S[^\p{Cc}]*\S$/u.test(one));
    fc.assert(
      fc.property(text, text, (one, two) => {
        expect(kindOf("mailbox.find", { query: one })).toBe("call");
        expect(kindOf("mailbox.find", { service: one, place: two })).toBe("call");
        expect(kindOf("mailbox.find", { service: one })).toBe("invalid_params");
        expect(kindOf("mailbox.find", { query: one, place: two })).toBe("invalid_params");
        expect(kindOf("mailbox.find", { domain: "a.de", query: one })).toBe("invalid_params");
      }),
    );
    for (const query of [
      "",
      "a",
      " ",
      "  ",
      "ab ",
      " ab",
      "a\nb",
      "a\u0000b",
      "\u0000b",
      "x".repeat(201),
      7,
      null,
      ["ab"],
    ]) {
      expect(kindOf("mailbox.find", { query }), String(query)).toBe("invalid_params");
      expect(kindOf("mailbox.find", { service: "ab", place: query }), String(query)).toBe("invalid_params");
      expect(kindOf("mailbox.find", { service: query, place: "ab" }), String(query)).toBe("invalid_params");
    }
  });

  it("an answer carries nothing to the page that is not in the contract", () => {
    const result = portalResult("mailbox.find", {
      mailbox: { handle: uuid, name: "n", domain: "a.de", address: "@a:b" },
      account: 1,
    });
    expect(result).toEqual({ mailbox: { handle: uuid, name: "n", domain: "a.de" } });
  });

  it("every error of ours becomes one of the closed list, and only code, number and whether to retry cross", () => {
    for (const code of Object.keys(errorGroups) as ErrorCode[]) {
      const failure = portalFailureOf(new FederpostError(code, "secret", { cause: "secret", retryAfterMs: 5 }));
      expect(portalErrors).toHaveProperty(failure.code, failure.number);
      expect(JSON.stringify(failure)).not.toContain("secret");
      expect(Object.keys(failure).sort()).toEqual(["code", "number", "retryAfterMs", "retryable"]);
    }
    expect(portalFailureOf(new TypeError("secret")).code).toBe("internal");
  });

  it("whether there is an account, a lock or a connection is one answer", () => {
    const seen = (["no_account", "signed_out", "locked", "offline", "server_error"] as const).map((code) =>
      portalFailureOf(new FederpostError(code, "x")),
    );
    expect(new Set(seen.map((failure) => JSON.stringify(failure))).size).toBe(1);
  });
});
