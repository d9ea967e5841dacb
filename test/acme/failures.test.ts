import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Fault, type FaultProxy, startProxy } from "../../scripts/homeserver/index.ts";
import { enrol } from "../../shared/acme/enrol.ts";
import { AcmeError } from "../../shared/acme/failure.ts";
import { type AcmeFailure, type Enrolment, failureTexts, parsePublished } from "../../shared/acme/index.ts";
import { toBase64Url } from "../../shared/base/index.ts";
import { type EcKey, ecThumbprint, generateEcKey } from "../../shared/crypto/index.ts";
import type { X509Evidence } from "../../shared/identity/index.ts";
import { anEnrolment, packCommand, run, saveEnrolment } from "./command.ts";
import { believeTls, type Front, hasPebble, type Pebble, startPebble, startTls } from "./pebble.ts";

/** What goes wrong at a certificate authority: the real one, and a proxy before it where it cannot be asked to fail. */

let folder: string;
let pebble: Pebble;
let proxy: FaultProxy;
/** TLS before the proxy, as an authority has it. */
let front: Front;
let web: Server;
let accountKey: EcKey;
/** What the domain's web server answers to a token. */
let answerTo: (token: string) => Promise<string>;

const rightAnswer = async (token: string): Promise<string> => `${token}.${await ecThumbprint(accountKey)}`;

async function startWeb(port: number): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const token = incoming.url?.split("/").at(-1) ?? "";
    void answerTo(token).then((text) => outgoing.end(text));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "federpost-acme-failures-"));
  if (!hasPebble) return;
  pebble = await startPebble({ dir: join(folder, "pebble"), nonceReject: 0, blocked: ["blocked.example"] });
  await believeTls(pebble);
  proxy = await startProxy({ target: pebble.plainUrl });
  front = await startTls(pebble, proxy.url);
  web = await startWeb(pebble.httpPort);
  accountKey = await generateEcKey();
  answerTo = rightAnswer;
});
afterEach(() => {
  proxy?.setFaults(null);
  answerTo = rightAnswer;
});
afterAll(async () => {
  await Promise.all([front?.stop(), proxy?.stop(), pebble?.stop(), new Promise((resolve) => web?.close(resolve))]);
  await rm(folder, { recursive: true, force: true });
});

interface Tried {
  readonly evidence: X509Evidence | null;
  readonly failure: AcmeFailure | null;
  readonly error: AcmeError | null;
  readonly steps: readonly string[];
}

/** One attempt through the proxy. Waits are real but short. */
async function attempt(wish: Partial<Enrolment> = {}, fetched: typeof fetch = fetch): Promise<Tried> {
  const enrolment = await anEnrolment({ directory: `${front.url}/dir`, ...wish });
  const steps: string[] = [];
  const world = { fetch: fetched, now: Date.now, wait: (ms: number) => pause(Math.min(ms, 20)) };
  const hooks = { step: (step: string) => void steps.push(step), account: async () => undefined };
  try {
    const evidence = await enrol({ enrolment, accountKey, accountUrl: null }, world, hooks);
    return { evidence, failure: null, error: null, steps };
  } catch (error) {
    if (!(error instanceof AcmeError)) throw error;
    return { evidence: null, failure: error.failure, error, steps };
  }
}

/** Does a fault to the requests whose path fits, so many times. */
function spoil(match: RegExp, fault: Fault, times = Number.POSITIVE_INFINITY): () => number {
  let done = 0;
  proxy.setFaults(({ method, path }) => {
    if (done >= times || !match.test(`${method} ${path}`)) return null;
    done += 1;
    return fault;
  });
  return () => done;
}

const problem = (
  status: number,
  type: string,
  more: { headers?: Record<string, string>; detail?: string } = {},
): Fault => ({
  kind: "answer",
  status,
  headers: { "content-type": "application/problem+json", ...more.headers },
  body: JSON.stringify({ type: `urn:ietf:params:acme:error:${type}`, detail: more.detail ?? "No." }),
});

describe.skipIf(!hasPebble)("the authority", () => {
  test("gives a certificate when nothing is wrong, whose key signed the statement and is not kept", async () => {
    const { evidence, steps } = await attempt();
    expect(evidence?.chain.length).toBeGreaterThan(1);
    expect(steps).toEqual(["directory", "account", "web_server", "order", "vouch"]);
  });

  test("that is down, or speaks TLS that this machine does not believe, is unreachable", async () => {
    expect((await attempt({ directory: "http://127.0.0.1:9/dir" })).failure).toBe("ca_unreachable");
    const cli = await packCommand();
    const state = join(folder, "without-root");
    const file = await saveEnrolment(folder, await anEnrolment({ directory: pebble.directory }));
    expect((await run(cli, ["prepare", file, "--state", state])).code).toBe(0);
    expect(await run(cli, ["enrol", "--state", state])).toMatchObject({
      code: 1,
      said: expect.stringContaining("NODE_EXTRA_CA_CERTS"),
    });
  });

  test.each([
    ["GET /dir", "drop"],
    ["HEAD /nonce", "drop"],
    ["POST /sign-me-up", "drop"],
    ["POST /order-plz", "drop-response"],
    ["POST /finalize", "drop"],
    ["POST /certZ", "cut-download"],
  ])("that goes down at %s is unreachable, and the next attempt gets a certificate", async (where, kind) => {
    const fault = kind === "cut-download" ? ({ kind, afterBytes: 100 } as const) : ({ kind } as Fault);
    const done = spoil(new RegExp(`^${where}`), fault);
    expect((await attempt()).failure).toBe("ca_unreachable");
    expect(done()).toBeGreaterThan(0);
    proxy.setFaults(null);
    expect((await attempt()).failure).toBeNull();
  });

  test("that answers with an error page is said to have an error; something else at its address is not an authority", async () => {
    spoil(/./, { kind: "answer", status: 503, body: "<html>down</html>" });
    expect((await attempt()).failure).toBe("ca_error");
    spoil(/./, { kind: "answer", status: 200, body: "<html>Willkommen</html>" });
    expect((await attempt()).failure).toBe("not_a_directory");
    spoil(/./, { kind: "answer", status: 404, body: "{}" });
    expect((await attempt()).failure).toBe("not_a_directory");
    spoil(/sign-me-up/, problem(500, "serverInternal"));
    expect((await attempt()).failure).toBe("ca_error");
  });

  test("that limits says until when, in seconds or as a date", async () => {
    const before = Date.now();
    spoil(/order-plz/, problem(429, "rateLimited", { headers: { "retry-after": "3600" } }));
    const { failure, error } = await attempt();
    expect(failure).toBe("rate_limited");
    expect(error?.retryAtMs).toBeGreaterThanOrEqual(before + 3_600_000);
    const day = new Date(Math.floor(before / 1000) * 1000 + 86_400_000);
    spoil(/order-plz/, problem(429, "rateLimited", { headers: { "retry-after": day.toUTCString() } }));
    expect((await attempt()).error?.retryAtMs).toBeGreaterThan(before + 86_000_000);
    spoil(/order-plz/, { kind: "answer", status: 429, body: "slow down", headers: { "retry-after": "soon" } });
    expect((await attempt()).error).toMatchObject({ failure: "rate_limited", retryAtMs: null });
  });

  test("that finds a wrong answer, or nobody, at the web server has its reason shown", async () => {
    answerTo = async (token) => `${token}.wrong`;
    // A domain that this account never proved: Pebble takes up valid authorizations now and then.
    const wrong = await attempt({ domain: "wrong.example" });
    expect(wrong.failure).toBe("challenge_wrong");
    expect(wrong.error?.said).toContain("wrong");
    const port = pebble.httpPort;
    await new Promise((resolve) => {
      web.close(resolve);
      web.closeAllConnections();
    });
    const unreachable = await attempt({ domain: "nobody.example" });
    web = await startWeb(port);
    expect(unreachable.failure).toBe("challenge_unreachable");
  });

  test("is not bothered where our own look at the web server finds it wrong", async () => {
    const orders = () => proxy.requests.filter(({ path }) => path.startsWith("/order-plz")).length;
    const before = orders();
    const look: typeof fetch = (input, init) =>
      String(input).startsWith("http://stadt.example/") ? Promise.resolve(new Response("hello")) : fetch(input, init);
    expect((await attempt({}, look)).failure).toBe("web_server_wrong");
    expect(orders()).toBe(before);
  });

  test("that refuses the domain, the contact or the request is told from one another", async () => {
    expect((await attempt({ domain: "blocked.example" })).failure).toBe("domain_refused");
    const other = await generateEcKey();
    [accountKey] = [other];
    expect((await attempt({ contact: "it@localhost,x@y" })).failure).toBe("contact_refused");
    spoil(/finalize/, problem(400, "badCSR"));
    expect((await attempt()).failure).toBe("request_refused");
    spoil(/order-plz/, problem(403, "userActionRequired"));
    expect((await attempt()).failure).toBe("terms_changed");
    spoil(/order-plz/, problem(400, "accountDoesNotExist"));
    expect((await attempt()).failure).toBe("account_unknown");
  });

  test("whose order ran out gets a new one the next time", async () => {
    spoil(/POST \/my-order/, { kind: "rewrite", change: (order) => ({ ...(order as object), status: "invalid" }) });
    expect((await attempt()).failure).toBe("order_expired");
    proxy.setFaults(null);
    expect((await attempt()).failure).toBeNull();
  });

  test("that never gets done is given up on; one that offers no http-01, too", async () => {
    spoil(/POST \/my-order/, { kind: "rewrite", change: (order) => ({ ...(order as object), status: "processing" }) });
    expect((await attempt()).failure).toBe("too_slow");
    const onlyDns = (json: unknown) => {
      const { challenges, ...rest } = json as { challenges: { type: string }[] };
      return { ...rest, challenges: challenges.filter(({ type }) => type === "dns-01") };
    };
    spoil(/POST \/authZ/, { kind: "rewrite", change: onlyDns });
    expect((await attempt()).failure).toBe("no_http_challenge");
  });

  test("that hands out somebody else's certificate, or none, changes nothing", async () => {
    const own = await attempt();
    const pem = own.evidence?.chain.map(
      (der) =>
        `-----BEGIN CERTIFICATE-----\n${Buffer.from(der, "base64url").toString("base64")}\n-----END CERTIFICATE-----\n`,
    );
    spoil(/POST \/certZ/, { kind: "answer", status: 200, body: pem?.join("") ?? "" });
    expect((await attempt()).failure).toBe("certificate_unreadable");
    spoil(/POST \/certZ/, {
      kind: "answer",
      status: 200,
      body: "-----BEGIN CERTIFICATE-----\nAAA*\n-----END CERTIFICATE-----",
    });
    expect((await attempt()).failure).toBe("certificate_unreadable");
  });

  test("cannot put control or direction characters, or a novel, on the administrator's screen", async () => {
    const detail = `\u001b[2J\u202eevil\n${"x".repeat(5000)}`;
    spoil(/order-plz/, problem(403, "rejectedIdentifier", { detail }));
    const said = (await attempt()).error?.said ?? "";
    expect(said).not.toMatch(/[\p{C}]/u);
    expect(said.length).toBeLessThanOrEqual(300);
  });

  test("that refuses every nonce is given up on; one that refuses half of them is not", async () => {
    spoil(/^POST/, problem(400, "badNonce"));
    expect((await attempt()).failure).toBe("nonce_refused");
    const moody = await startPebble({ dir: join(folder, "moody"), tlsDir: pebble.tlsDir, nonceReject: 60 });
    const answers = await startWeb(moody.httpPort);
    try {
      for (let round = 0; round < 3; round++)
        expect((await attempt({ directory: moody.directory })).failure).toBeNull();
    } finally {
      answers.close();
      await moody.stop();
    }
  });
});

describe.skipIf(!hasPebble)("an authority that wants accounts to be bound", () => {
  const macKey = toBase64Url(crypto.getRandomValues(new Uint8Array(32)));

  test("takes the right key and says which is missing or wrong; the command keeps no secret that it needs no longer", async () => {
    const bound = await startPebble({ dir: join(folder, "bound"), tlsDir: pebble.tlsDir, eab: { "kid-1": macKey } });
    const answers = await startWeb(bound.httpPort);
    try {
      const directory = bound.directory;
      expect((await attempt({ directory })).failure).toBe("eab_required");
      const wrongKey = toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
      expect((await attempt({ directory, eab: { kid: "kid-1", macKey: wrongKey } })).failure).toBe("eab_refused");
      expect((await attempt({ directory, eab: { kid: "kid-2", macKey } })).failure).toBe("eab_refused");
      expect((await attempt({ directory, eab: { kid: "kid-1", macKey } })).failure).toBeNull();

      const cli = await packCommand();
      const state = join(folder, "bound-state");
      const file = await saveEnrolment(folder, await anEnrolment({ directory, eab: { kid: "kid-1", macKey } }));
      expect((await run(cli, ["prepare", file, "--state", state])).code).toBe(0);
      const kept = JSON.parse(await readFile(join(state, "state.json"), "utf8")) as { accountKey: EcKey };
      accountKey = kept.accountKey;
      expect(await run(cli, ["enrol", "--state", state], { NODE_EXTRA_CA_CERTS: pebble.caFile })).toMatchObject({
        code: 0,
      });
      expect(await readFile(join(state, "state.json"), "utf8")).not.toContain(macKey);
    } finally {
      answers.close();
      await bound.stop();
    }
  });
});

describe.skipIf(!hasPebble)("the command", () => {
  test("says in German and English what went wrong and what to do, publishes it, and keeps the certificate that counts", async () => {
    const cli = await packCommand();
    const state = join(folder, "state");
    const published = async () =>
      parsePublished(await readFile(join(state, "public/federpost-certificate.json"), "utf8"));
    const file = await saveEnrolment(folder, await anEnrolment({ directory: `${front.url}/dir` }));
    expect((await run(cli, ["prepare", file, "--state", state])).code).toBe(0);
    accountKey = (JSON.parse(await readFile(join(state, "state.json"), "utf8")) as { accountKey: EcKey }).accountKey;
    expect(await run(cli, ["enrol", "--state", state], { NODE_EXTRA_CA_CERTS: pebble.caFile })).toMatchObject({
      code: 0,
    });
    const first = await published();
    expect(first).toMatchObject({ attempt: { failure: null } });

    spoil(/order-plz/, problem(429, "rateLimited", { headers: { "retry-after": "3600" }, detail: "Too many." }));
    const limited = await run(cli, ["enrol", "--state", state], { NODE_EXTRA_CA_CERTS: pebble.caFile });
    expect(limited.code).toBe(1);
    expect(limited.said).toContain(failureTexts.de.rate_limited);
    expect(limited.said).toContain("Too many.");
    const after = await published();
    expect(after?.evidence).toEqual(first?.evidence);
    expect(after?.attempt).toMatchObject({ failure: "rate_limited" });
    proxy.setFaults(null);
    // Cron does not knock before the authority wants it.
    const requests = proxy.requests.length;
    const waited = await run(cli, ["renew", "--state", state, "--lang", "en"], { NODE_EXTRA_CA_CERTS: pebble.caFile });
    expect(waited).toMatchObject({ code: 0, said: expect.stringContaining("does not want to be asked before") });
    expect(proxy.requests.length).toBe(requests);

    spoil(/./, { kind: "drop" });
    const down = await run(cli, ["enrol", "--state", state, "--lang", "en"], { NODE_EXTRA_CA_CERTS: pebble.caFile });
    expect(down).toMatchObject({ code: 1, said: expect.stringContaining(failureTexts.en.ca_unreachable) });
    const status = await run(cli, ["status", "--state", state, "--lang", "en"]);
    expect(status.said).toContain(failureTexts.en.ca_unreachable);
    expect(status.code).toBe(0);
  });

  test("opens a new account by itself where the authority has forgotten the old one", async () => {
    const cli = await packCommand();
    const state = join(folder, "forgotten");
    const file = await saveEnrolment(folder, await anEnrolment({ directory: `${front.url}/dir` }));
    expect((await run(cli, ["prepare", file, "--state", state])).code).toBe(0);
    accountKey = (JSON.parse(await readFile(join(state, "state.json"), "utf8")) as { accountKey: EcKey }).accountKey;
    expect((await run(cli, ["enrol", "--state", state], { NODE_EXTRA_CA_CERTS: pebble.caFile })).code).toBe(0);
    await pebble.restart();
    expect(await run(cli, ["enrol", "--state", state], { NODE_EXTRA_CA_CERTS: pebble.caFile })).toMatchObject({
      code: 0,
    });
  });
});

test("every failure has words in both languages that end a sentence", () => {
  for (const texts of Object.values(failureTexts))
    for (const text of Object.values(texts)) expect(text).toMatch(/^[A-ZÄÖÜ].{30,}\.$/);
});
