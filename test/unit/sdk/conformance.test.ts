import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { headerChecks, type Sent } from "../../../shared/sdk/conformance/header-checks.ts";
import { lookAt, type Row } from "../../../shared/sdk/conformance/report.ts";
import { runConformance } from "../../../shared/sdk/conformance/run.ts";
import { type Fake, installFake } from "../../../shared/sdk/testing.ts";

// That everything passes with the extension, a browser shows (journey J3). Here: that it can fail, row by row.

describe("what a portal's server sends", () => {
  const good: Readonly<Record<string, string>> = {
    "content-security-policy": "default-src 'self'; frame-ancestors 'self'",
  };
  const cors = { "access-control-allow-origin": "*" };
  const sent = (headers: Readonly<Record<string, string>> = {}, wellKnown: Partial<Sent["wellKnown"]> = {}): Sent => ({
    page: { path: "/", headers: new Headers({ ...good, ...headers }) },
    wellKnown: { status: 200, headers: new Headers(cors), json: true, ...wellKnown },
  });
  const resultsOf = async (what: Sent) => {
    const rows = await Promise.all(headerChecks.map((check) => lookAt(check, what)));
    for (const row of rows) expect(row.todo !== "", row.id).toBe(row.result === "failed" || row.result === "warning");
    return Object.fromEntries(rows.map(({ id, result }) => [id, result]));
  };
  const allPassed = {
    csp_sandbox: "passed",
    csp_script: "passed",
    frame_ancestors: "passed",
    coep: "passed",
    permissions_policy: "passed",
    domain_file: "passed",
  };

  it("passes where it is as the security notes say", async () => {
    expect(await resultsOf(sent())).toEqual(allPassed);
  });

  it.each([
    [
      "csp_sandbox",
      "failed",
      { "content-security-policy": "sandbox allow-scripts; default-src 'self'; frame-ancestors 'none'" },
    ],
    ["csp_sandbox", "failed", { "content-security-policy": "default-src 'self'; frame-ancestors 'self', sandbox" }],
    [
      "csp_script",
      "warning",
      { "content-security-policy": "script-src 'self' 'unsafe-inline'; frame-ancestors 'self'" },
    ],
    ["csp_script", "warning", { "content-security-policy": "script-src *; frame-ancestors 'self'" }],
    ["csp_script", "warning", { "content-security-policy": "frame-ancestors 'self'" }],
    ["frame_ancestors", "warning", { "content-security-policy": "default-src 'self'" }],
    ["frame_ancestors", "warning", { "content-security-policy": "default-src 'self'; frame-ancestors *" }],
    ["coep", "warning", { "cross-origin-embedder-policy": "require-corp; report-to=x" }],
  ] as const)("%s is %s for %o, and nothing else changes", async (id, result, headers) => {
    expect(await resultsOf(sent(headers))).toEqual({ ...allPassed, [id]: result });
  });

  it("takes an inline script under a nonce, a credentialless embedder and an old frame header", async () => {
    const nonce = { "content-security-policy": "script-src 'nonce-abc' 'unsafe-inline'; frame-ancestors 'self'" };
    expect(await resultsOf(sent(nonce))).toEqual(allPassed);
    expect(await resultsOf(sent({ "cross-origin-embedder-policy": "credentialless" }))).toEqual(allPassed);
    const old = { "content-security-policy": "default-src 'self'", "x-frame-options": "DENY" };
    expect(await resultsOf(sent(old))).toEqual(allPassed);
  });

  it.each([
    ["failed", { headers: new Headers() }],
    ["failed", { headers: new Headers({ "access-control-allow-origin": "https://one.example" }) }],
    ["failed", { json: false }],
    ["failed", { status: 403 }],
    ["warning", { status: 404 }],
  ] as const)("the domain's file is %s for %o", async (result, wellKnown) => {
    expect((await resultsOf(sent({}, wellKnown))).domain_file).toBe(result);
  });

  it("a page that cannot be fetched is not judged", async () => {
    const results = await resultsOf({ page: null, wellKnown: null });
    expect(new Set(Object.entries(results).map(([id, result]) => (id === "domain_file" ? "" : result)))).toEqual(
      new Set(["skipped", ""]),
    );
  });
});

describe("another extension in the place of ours", () => {
  let fake: Fake | null;
  const globals = ["window", "location", "document", "origin"] as const;
  beforeEach(() => {
    fake = null;
    Object.assign(globalThis, {
      window: new EventTarget(),
      location: new URL("https://portal.example/"),
      origin: "https://portal.example",
      document: { querySelectorAll: () => [] },
    });
  });
  afterEach(() => {
    fake?.remove();
    for (const name of globals) Reflect.deleteProperty(globalThis, name);
  });
  const run = async (person: "ask" | "skip" = "ask") => {
    // Only where nobody answers is there something to wait for.
    const report = await runConformance({ timeoutMs: fake === null ? 200 : 20_000, decisionMs: 5000, person });
    return {
      report,
      of: (result: Row["result"]) => report.rows.filter((row) => row.result === result).map(({ id }) => id),
    };
  };

  it("none at all fails, says what to do, and tries nothing that needs one", async () => {
    const { report, of } = await run();
    expect(report).toMatchObject({
      format: "federpost-conformance",
      verdict: "failed",
      origin: "https://portal.example",
    });
    expect(of("failed")).toEqual(["announce", "announce_frozen"]);
    expect(report.rows.find(({ id }) => id === "announce")?.todo).toContain("Install it");
    expect(of("skipped")).toEqual(expect.arrayContaining(["hello", "without_grant_letter.send", "signed"]));
  });

  it("the stand-in for tests is found out: it asks nobody, and knows neither deadlines nor limits", async () => {
    fake = installFake();
    const { report, of } = await run();
    expect(report.verdict).toBe("failed");
    expect(of("failed")).toEqual([
      "declined",
      "aborted",
      "deadline",
      "nothing_granted",
      "granted",
      "files_too_large",
      "idempotent_other",
    ]);
    expect(of("passed")).toEqual(expect.arrayContaining(["hello", "method_unknown", "without_grant_document.sign"]));
  });

  it("without the person it is asked only what asks nobody", async () => {
    fake = installFake();
    const { report, of } = await run("skip");
    expect([report.verdict, of("failed")]).toEqual(["passed", []]);
    expect(of("skipped")).toContain("declined");
    expect(fake.calls.some(({ method }) => method === "access.request")).toBe(false);
  });

  it("one that speaks another version, tells too much or lets a page in without a permission fails there", async () => {
    fake = installFake();
    const wrong = {
      version: 2,
      versions: { min: 2, max: 2 },
      methods: [],
      limits: {},
      formats: [],
      certificateFormats: [],
      evidence: [],
      recipientLevels: [],
    };
    fake.script("hello", { kind: "result", result: wrong });
    fake.script("mailbox.find", { kind: "failure", code: "unavailable" });
    expect((await run("skip")).of("failed")).toEqual(["hello", "without_grant_mailbox.find"]);
    fake.remove();
    fake = installFake();
    // Whoever holds a permission is not refused: this stands for an extension that forgets to look.
    const grants = [{ method: "letter.send" as const, expiresAtMs: 2 ** 42 }];
    fake.script("access.revoke", { kind: "result", result: { grants } });
    fake.script("access.list", ...Array.from({ length: 70 }, () => ({ kind: "result", result: { grants } }) as const));
    expect((await run("skip")).of("failed")).toEqual(["revoke"]);
  });
});
