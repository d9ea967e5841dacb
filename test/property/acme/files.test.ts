import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { AcmeError } from "../../../shared/acme/failure.ts";
import {
  acmeFailures,
  type Enrolment,
  encodeEnrolment,
  type Published,
  parseEnrolment,
  parsePublished,
} from "../../../shared/acme/index.ts";
import { parseProblem } from "../../../shared/acme/problem.ts";
import { AcmeSession, type AcmeWorld } from "../../../shared/acme/session.ts";
import { parseUserId } from "../../../shared/base/index.ts";
import { type EcKey, generateEcKey, parsePublicKey } from "../../../shared/crypto/index.ts";
import { ed25519Spki, evidenceOf, makeChain, makeKeys } from "../../fake/pki/chain.ts";
import { mutatedJson } from "../letter/mutations.ts";

const identityKey = parsePublicKey(Buffer.alloc(32, 7).toString("base64url"))!;
const enrolment: Enrolment = {
  v: 1,
  account: parseUserId("@bauamt:stadt.example")!,
  identityKey,
  directory: "https://ca.example/dir",
  domain: "stadt.example",
  termsAgreed: true,
  contact: "it@stadt.example",
  eab: { kid: "kid-1", macKey: "AAAA" },
  name: { organisation: "Stadt Musterstadt", unit: null, country: "DE" },
};
let published: Published;
let key: EcKey;
beforeAll(async () => {
  const keys = await makeKeys("P-256");
  const evidence = evidenceOf(await makeChain(keys, ed25519Spki(identityKey)));
  published = { v: 1, evidence, attempt: { atMs: 1, failure: null, retryAtMs: null } };
  key = await generateEcKey();
});

describe("an enrolment", () => {
  it("comes back as it was written", () => {
    expect(parseEnrolment(JSON.parse(encodeEnrolment(enrolment)))).toEqual(enrolment);
    const without = { ...enrolment, contact: null, eab: null, name: null };
    expect(parseEnrolment(JSON.parse(encodeEnrolment(without)))).toEqual(without);
  });

  it("that was changed is one or none, and never an error", () => {
    fc.assert(
      fc.property(mutatedJson(enrolment), (json) => {
        const parsed = parseEnrolment(json);
        if (parsed !== null) expect(parseEnrolment(JSON.parse(encodeEnrolment(parsed)))).toEqual(parsed);
      }),
    );
  });

  it.each([
    { directory: "http://ca.example/dir" },
    { directory: "javascript:alert(1)" },
    { domain: "stadt.example/x" },
    { domain: "*.stadt.example" },
    { domain: "stadt" },
    { contact: "it@stadt.example,root@stadt.example" },
    { contact: "it@stadt.example?cc=x@y" },
    { termsAgreed: false },
    { eab: { kid: "kid", macKey: "not base64url!" } },
    { more: 1 },
  ])("with %j is none", (change) => {
    expect(parseEnrolment({ ...enrolment, ...change })).toBeNull();
  });
});

describe("a published file", () => {
  it("comes back as it was written, and changed is one or none", () => {
    expect(parsePublished(JSON.stringify(published))).toEqual(published);
    fc.assert(
      fc.property(mutatedJson(published), (json) => {
        const parsed = parsePublished(JSON.stringify(json));
        expect(parsed === null || parsed.evidence === null || parsed.evidence.kind === "x509").toBe(true);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => parsePublished(text) === null));
  });
});

describe("an authority that answers anything", () => {
  const headers = fc.dictionary(
    fc.constantFrom("replay-nonce", "location", "retry-after", "content-type"),
    fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) }),
  );
  const answer = fc.record({ status: fc.integer({ min: 200, max: 599 }), body: fc.json(), headers });
  const directory = {
    newNonce: "https://ca.example/n",
    newAccount: "https://ca.example/a",
    newOrder: "https://ca.example/o",
  };

  it("gets no more than a failure of the list out of us", async () => {
    await fc.assert(
      fc.asyncProperty(answer, answer, async (first, then) => {
        const answers = [first, then];
        const fetched: typeof fetch = async (input) => {
          if (String(input).endsWith("/dir")) return Response.json(directory);
          const next = answers.shift() ?? then;
          const isEmpty = [204, 205, 304].includes(next.status);
          return new Response(isEmpty ? null : next.body, next);
        };
        const world: AcmeWorld = { fetch: fetched, now: () => 0, wait: async () => undefined };
        const session = await AcmeSession.open("https://ca.example/dir", key, world);
        const request = { url: "https://ca.example/o", payload: {}, signer: { kind: "key" }, stage: "order" } as const;
        const outcome = await session.send(request).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(acmeFailures).toContain(outcome instanceof AcmeError && outcome.failure);
      }),
    );
  });

  it("with any JSON in place of a problem gives a problem or none", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const problem = parseProblem(json);
        expect(problem === null || typeof problem.name === "string").toBe(true);
      }),
    );
  });
});
