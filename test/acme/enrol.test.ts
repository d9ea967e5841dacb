import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Enrolment, parsePublished, publishedPath } from "../../shared/acme/index.ts";
import { spanOf } from "../../shared/acme/published.ts";
import { type WebServer, webServers } from "../../shared/acme/web-server.ts";
import { fromBase64Url, parseUserId } from "../../shared/base/index.ts";
import { generateSigningKey } from "../../shared/crypto/index.ts";
import { readRoots, verifyX509Evidence, type X509Verdict } from "../../shared/identity/index.ts";
import { bundlePaths } from "../../shared/letter/index.ts";
import { bundleFiles, makeSigner } from "../fake/bundle.ts";
import { anEnrolment, packCommand, packVerifier, run, saveEnrolment } from "./command.ts";
import { hasPebble, type Pebble, startPebble } from "./pebble.ts";
import { hasServer, type RunningServer, startServer } from "./web-server.ts";

/** An administrator's way, with the packed command, the real authority and real web servers. */

let folder: string;
let cli: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "federpost-enrol-"));
  await chmod(folder, 0o755);
  cli = await packCommand();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The lines for one web server, as the command prints them. */
async function linesFor(kind: string, state: string): Promise<string> {
  const { said, code } = await run(cli, ["web-server", "--state", state, "--server", kind]);
  expect(code).toBe(0);
  return said;
}

async function judge(text: string, enrolment: Enrolment, root: string, atMs = Date.now()): Promise<X509Verdict> {
  const evidence = parsePublished(text)?.evidence;
  if (evidence === null || evidence === undefined) throw new Error("nothing is published");
  const roots = readRoots(JSON.stringify([{ certificate: root, proves: "domain" }]));
  return verifyX509Evidence(evidence, { roots, atMs, nowMs: Date.now(), ...enrolment });
}

const serialIn = (text: string): string | null => {
  const der = fromBase64Url(parsePublished(text)?.evidence?.chain[0] ?? "");
  return der === null ? null : Buffer.from(der).toString("hex");
};

interface Domain {
  readonly pebble: Pebble;
  readonly server: RunningServer;
  readonly state: string;
  readonly enrolment: Enrolment;
}

/** An authority and a web server of the test's own, so that tests which wait for certificates to run out wait side by side. */
const testAt = (kind: WebServer) =>
  test.extend<{ domain: Domain }>({
    domain: async ({ skip }, use) => {
      skip(!hasServer[kind]);
      const dir = await mkdtemp(join(folder, `${kind}-`));
      await chmod(dir, 0o755);
      // Not shorter: the second certificate must come while the first still counts.
      const pebble = await startPebble({ dir: join(dir, "pebble"), validitySeconds: 36 });
      try {
        const state = join(dir, "state");
        const enrolment = await anEnrolment({ directory: pebble.directory });
        const file = await saveEnrolment(dir, enrolment);
        const { code, said } = await run(cli, ["prepare", file, "--state", state]);
        expect(said).toContain("nginx");
        expect(code).toBe(0);
        await mkdir(join(dir, "server"));
        const lines = await linesFor(kind, state);
        const server = await startServer(kind, { dir: join(dir, "server"), port: pebble.httpPort, lines });
        try {
          await use({ pebble, server, state, enrolment });
        } finally {
          await server.stop();
        }
      } finally {
        await pebble.stop();
      }
    },
  });

describe.skipIf(!hasPebble)("with a web server set up once", () => {
  for (const kind of webServers) administrator(kind);
});

/** What an administrator has of it. */
function administrator(kind: WebServer): void {
  const it = testAt(kind).concurrent;

  it(`${kind}: any token is answered with the account's thumbprint, and nothing else is`, async ({
    domain: { server },
  }) => {
    const url = `${server.url}/.well-known/acme-challenge/`;
    const tokens = ["evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA", "_-_-_-_-_-_-_-_-_-_-_-"];
    const answers = await Promise.all(tokens.map(async (token) => (await fetch(url + token)).text()));
    const thumbprints = answers.map((answer, i) => answer.replace(`${tokens[i]}.`, ""));
    expect(thumbprints[0]).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(thumbprints[1]).toBe(thumbprints[0]);
    for (const not of ["short", "<script>alert(1)</script>", "a".repeat(300), "evaGxfADs6pSRb2LAv9IZf17/etc"]) {
      const answer = await fetch(url + encodeURIComponent(not));
      expect(await answer.text()).not.toContain(thumbprints[0]);
    }
    expect(await (await fetch(`${server.url}/index.html`)).text()).toBe("Musterstadt");
  });

  it(`${kind}: the first certificate comes, vouches for the mailbox, and is renewed by cron without a hand`, async ({
    domain: { pebble, server, state, enrolment },
  }) => {
    const env = { NODE_EXTRA_CA_CERTS: pebble.caFile };
    const first = await run(cli, ["enrol", "--state", state], env);
    expect(first).toMatchObject({ code: 0, said: expect.stringContaining("Fertig.") });
    const address = `${server.url}${publishedPath}`;
    const handedOut = await fetch(address);
    expect(handedOut.headers.get("access-control-allow-origin")).toBe("*");
    expect(handedOut.headers.get("content-type")).toContain("application/json");
    const before = await handedOut.text();
    const root = await pebble.root();
    expect(await judge(before, enrolment, root)).toMatchObject({
      kind: "verified",
      organisation: { name: "stadt.example", proves: "domain", boundBy: "statement", domains: ["stadt.example"] },
    });
    // Under a root that must prove organisations, a domain is no name.
    const strict = readRoots(root);
    const evidence = parsePublished(before)?.evidence;
    if (!evidence) throw new Error("nothing is published");
    expect(await verifyX509Evidence(evidence, { roots: strict, atMs: Date.now(), ...enrolment })).toEqual({
      kind: "refused",
      reason: "unsupported_algorithm",
    });
    expect(await judge(before, await anEnrolment(), root)).toEqual({ kind: "refused", reason: "key_mismatch" });

    const early = await run(cli, ["renew", "--state", state, "--lang", "en"], env);
    expect(early).toMatchObject({ code: 0, said: expect.stringContaining("Nothing to do") });
    let after = before;
    while (serialIn(after) === serialIn(before)) {
      await pause(1000);
      const { code, said } = await run(cli, ["renew", "--state", state], env);
      expect(said).toMatch(/Nichts zu tun|Fertig/);
      expect(code).toBe(0);
      after = await (await fetch(address)).text();
    }
    expect(await judge(after, enrolment, root)).toMatchObject({ kind: "verified" });
  });

  it(`${kind}: a letter under the old certificate is proved by the packed verifier after the new one came and the old one ran out`, async ({
    domain: { pebble, state },
  }) => {
    const env = { NODE_EXTRA_CA_CERTS: pebble.caFile };
    const identityKey = await generateSigningKey();
    const dir = join(state, "..");
    const account = parseUserId("@bauamt:example.org");
    if (account === null) throw new Error("no user id");
    const mine = await anEnrolment({ directory: pebble.directory, account, identityKey: identityKey.publicKey });
    await run(cli, ["prepare", await saveEnrolment(dir, mine), "--state", state]);
    expect((await run(cli, ["enrol", "--state", state], env)).code).toBe(0);
    const published = () => readFile(join(state, "public/federpost-certificate.json"), "utf8");
    const old = parsePublished(await published())?.evidence;
    if (!old) throw new Error("nothing is published");
    const sentAtMs = Date.now();
    const from = await makeSigner("bauamt", { identityKey, evidence: [old] });
    const files = await bundleFiles({ from, to: await makeSigner("erika"), change: { sentAtMs } });
    await writeFile(join(dir, "brief.json"), files.get(bundlePaths.letter) ?? "");
    const roots = JSON.stringify([{ certificate: await pebble.root(), proves: "domain" }]);
    await writeFile(join(dir, "roots.json"), roots);

    expect((await run(cli, ["enrol", "--state", state], env)).code).toBe(0);
    expect(serialIn(await published())).not.toBe(Buffer.from(old.chain[0] ?? "", "base64url").toString("hex"));
    const { notAfterMs } = spanOf(old) ?? { notAfterMs: 0 };
    while (Date.now() <= notAfterMs) await pause(500);
    const verify = await packVerifier();
    const asked = ["verify", join(dir, "brief.json"), "--roots", join(dir, "roots.json")];
    expect(await run(verify, asked)).toMatchObject({ code: 0, said: expect.stringContaining("stadt.example") });
    // It is the time of signing that counts: today the old certificate proves nothing any more.
    const today = await run(verify, [...asked, "--at", new Date().toISOString()]);
    expect(today).toMatchObject({ code: 1, said: expect.stringContaining("FEHLER") });
  });

  it(`${kind}: neither the account's secret nor any other key is handed out or readable by others`, async ({
    domain: { pebble, state },
  }) => {
    const env = { NODE_EXTRA_CA_CERTS: pebble.caFile };
    expect((await run(cli, ["enrol", "--state", state], env)).code).toBe(0);
    const kept = JSON.parse(await readFile(join(state, "state.json"), "utf8")) as { accountKey: { d: string } };
    const published = await readFile(join(state, "public/federpost-certificate.json"), "utf8");
    expect(published).not.toContain(kept.accountKey.d);
    expect(published).not.toMatch(/"d"/);
    expect((await stat(join(state, "state.json"))).mode & 0o777).toBe(0o600);
    // One secret in all: the account's. The certificate's key is gone.
    expect(Object.keys(kept).sort()).toEqual(["accountKey", "accountUrl", "enrolment", "v"]);
  });
}

test("a command that is called wrongly, or before it is set up, says what to do and ends with 2", async () => {
  for (const args of [[], ["enrol"], ["renew", "--state", folder, "--lang", "fr"], ["nonsense", "--state", folder]]) {
    const { code, said } = await run(cli, args);
    expect(said.length, args.join(" ")).toBeGreaterThan(10);
    expect(code, args.join(" ")).toBe(2);
  }
  const nowhere = join(folder, "nowhere");
  for (const command of ["enrol", "renew", "status", "web-server"]) {
    expect(await run(cli, [command, "--state", nowhere])).toMatchObject({
      code: 2,
      said: expect.stringContaining("federpost-acme prepare"),
    });
  }
  expect(await run(cli, ["prepare", join(folder, "missing.json"), "--state", nowhere])).toMatchObject({ code: 2 });
  const wrong = await saveEnrolment(folder, { ...(await anEnrolment()), domain: "not a domain" });
  expect(await run(cli, ["prepare", wrong, "--state", nowhere])).toMatchObject({
    code: 2,
    said: expect.stringContaining("Zertifikat automatisch"),
  });
});
