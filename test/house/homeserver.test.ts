import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import {
  type FaultProxy,
  type Homeserver,
  startFederation,
  startHomeserver,
  startProxy,
} from "../../scripts/homeserver/index.ts";
import { root } from "../../scripts/paths.ts";

interface Login {
  readonly user_id: string;
  readonly access_token: string;
}

const password = "correct horse battery";

const post = (url: string, body: unknown, token?: string): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  });

const tryLogin = (url: string, user: string): Promise<Response> =>
  post(`${url}/_matrix/client/v3/login`, {
    type: "m.login.password",
    identifier: { type: "m.id.user", user },
    password,
  });

const login = async (url: string, user: string): Promise<Login> => (await tryLogin(url, user)).json() as Promise<Login>;

let dir: string;

beforeAll(async () => {
  // The path of a checkout may hold anything.
  dir = await mkdtemp(join(tmpdir(), "federpost häuser "));
});

afterAll(() => rm(dir, { recursive: true, force: true }));

describe("a homeserver", () => {
  let server: Homeserver;
  let proxy: FaultProxy;

  beforeAll(async () => {
    server = await startHomeserver({ dir: join(dir, "one"), rateLimits: "raised" });
    proxy = await startProxy({ target: server.url });
    await server.createUser({ user: "anna", password });
  });

  afterEach(() => {
    proxy.setFaults(null);
    vi.unstubAllEnvs();
  });

  afterAll(async () => {
    await proxy.stop();
    await server.stop();
  });

  test("lets in an account that was made for it, and nobody else", async () => {
    expect((await login(server.url, "anna")).user_id).toBe("@anna:localhost");
    expect((await tryLogin(server.url, "berta")).status).toBe(403);
  });

  test("refuses a name that is taken", async () => {
    await expect(server.createUser({ user: "anna", password })).rejects.toThrow("refused to register");
  });

  test("has its database, media and log where it says", async () => {
    expect((await stat(server.databasePath)).size).toBeGreaterThan(100_000);
    expect((await stat(server.mediaPath)).isDirectory()).toBe(true);
    expect((await stat(server.logPath)).size).toBeGreaterThan(0);
  });

  test("comes back after SIGKILL under its address, with its accounts", async () => {
    await server.kill("SIGKILL");
    expect(server.pid).toBeNull();
    await expect(fetch(`${server.url}/health`)).rejects.toThrow();
    await server.restart();
    expect((await login(server.url, "anna")).user_id).toBe("@anna:localhost");
  });

  test("restored from an older copy knows nothing of what came later", async () => {
    const snapshot = await server.snapshot();
    await server.createUser({ user: "later", password });
    await snapshot.restore();
    expect((await tryLogin(server.url, "later")).status).toBe(403);
    expect((await tryLogin(server.url, "anna")).status).toBe(200);
  });

  test("that somebody else runs is used by its URL, and neither stopped nor killed", async () => {
    const identity = JSON.parse(await readFile(join(server.dir, "identity.json"), "utf8")) as { sharedSecret: string };
    vi.stubEnv("FEDERPOST_HOMESERVER", `${server.url}/`);
    vi.stubEnv("FEDERPOST_HOMESERVER_SECRET", identity.sharedSecret);
    vi.stubEnv("FEDERPOST_HOMESERVER_NAME", "localhost");
    const theirs = await startHomeserver({ dir: join(dir, "theirs"), rateLimits: "real" });
    expect([theirs.url, theirs.serverName]).toEqual([server.url, "localhost"]);
    await theirs.createUser({ user: "dora", password });
    expect((await login(theirs.url, "dora")).user_id).toBe("@dora:localhost");
    await expect(theirs.kill("SIGKILL")).rejects.toThrow("not ours");
    await theirs.stop();
    expect(server.pid).not.toBeNull();
  });

  test("behind the proxy answers as without it", async () => {
    expect((await login(proxy.url, "anna")).user_id).toBe("@anna:localhost");
    expect(proxy.requests.at(-1)).toMatchObject({ method: "POST", status: 200, fault: null });
  });

  test("behind the proxy can seem to be overloaded or replaced by a gateway's page", async () => {
    proxy.setFaults(() => ({ kind: "answer", status: 429, body: '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":5}' }));
    const limited = await tryLogin(proxy.url, "anna");
    expect([limited.status, await limited.json()]).toEqual([429, { errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 5 }]);
    proxy.setFaults(() => ({ kind: "answer", status: 502, body: "<html>Bad Gateway</html>" }));
    const gateway = await tryLogin(proxy.url, "anna");
    expect([gateway.status, gateway.headers.get("content-type")]).toEqual([502, "text/html"]);
  });

  test("never hears of a dropped request", async () => {
    proxy.setFaults(() => ({ kind: "drop" }));
    await expect(tryLogin(proxy.url, "anna")).rejects.toThrow("fetch failed");
    expect(proxy.requests.at(-1)).toMatchObject({ status: null, uploadedBytes: 0, fault: "drop" });
  });

  test("has done the work when only the response is lost", async () => {
    const { access_token } = await login(server.url, "anna");
    const name = (): Promise<Response> =>
      fetch(`${server.url}/_matrix/client/v3/profile/@anna:localhost/displayname`, {
        headers: { authorization: `Bearer ${access_token}` },
      });
    proxy.setFaults(() => ({ kind: "drop-response" }));
    const url = `${proxy.url}/_matrix/client/v3/profile/@anna:localhost/displayname`;
    const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
    const change = fetch(url, { method: "PUT", headers, body: JSON.stringify({ displayname: "Anna A." }) });
    await expect(change).rejects.toThrow("fetch failed");
    expect(await (await name()).json()).toEqual({ displayname: "Anna A." });
  });

  test("gets only the first bytes of an upload that is cut", async () => {
    const { access_token } = await login(server.url, "anna");
    proxy.setFaults(({ path }) => (path.includes("/media/") ? { kind: "cut-upload", afterBytes: 100_000 } : null));
    const upload = fetch(`${proxy.url}/_matrix/media/v3/upload`, {
      method: "POST",
      headers: { authorization: `Bearer ${access_token}`, "content-type": "application/octet-stream" },
      body: new Uint8Array(1_000_000),
    });
    await expect(upload).rejects.toThrow("fetch failed");
    expect(proxy.requests.at(-1)).toMatchObject({ uploadedBytes: 100_000, status: null });
  });

  test("delivers only the first bytes of a download that is cut", async () => {
    proxy.setFaults(() => ({ kind: "cut-download", afterBytes: 20 }));
    const response = await fetch(`${proxy.url}/_matrix/client/versions`);
    await expect(response.text()).rejects.toThrow();
    expect(proxy.requests.at(-1)).toMatchObject({ status: 200, downloadedBytes: 20 });
  });

  test("answers late when the proxy holds a request back", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<null>((resolve) => {
      release = () => resolve(null);
    });
    proxy.setFaults(() => held);
    const pending = tryLogin(proxy.url, "anna");
    const early = await Promise.race([pending, pause(300, "still waiting")]);
    expect(early).toBe("still waiting");
    release();
    expect((await pending).status).toBe(200);
  });
});

describe("a homeserver whose starter is killed", () => {
  test("ends by itself and leaves no process", async () => {
    const script = [
      `import { startHomeserver } from ${JSON.stringify(join(root, "scripts/homeserver/index.ts"))};`,
      `const { pid } = await startHomeserver({ dir: ${JSON.stringify(join(dir, "orphan"))}, rateLimits: "real" });`,
      `console.log(pid);`,
    ].join("\n");
    const starter = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pid = await new Promise<number>((resolve) => {
      starter.stdout.once("data", (chunk: Buffer) => resolve(Number(chunk.toString("utf8"))));
    });
    expect(isAlive(pid)).toBe(true);
    starter.kill("SIGKILL");
    await expect.poll(() => isAlive(pid), { timeout: 20_000, interval: 100 }).toBe(false);
  });
});

describe("two homeservers that federate", () => {
  test("carry an invitation and a join from one to the other", async () => {
    const federation = await startFederation({ dir: join(dir, "federation"), count: 2, rateLimits: "raised" });
    const [first, second] = federation.servers as [Homeserver, Homeserver];
    try {
      await first.createUser({ user: "anna", password });
      await second.createUser({ user: "carl", password });
      const anna = await login(first.url, "anna");
      const carl = await login(second.url, "carl");
      expect(carl.user_id).toBe(`@carl:${second.serverName}`);
      const created = await post(
        `${first.url}/_matrix/client/v3/createRoom`,
        { invite: [carl.user_id] },
        anna.access_token,
      );
      const { room_id } = (await created.json()) as { room_id: string };
      const joined = await post(`${second.url}/_matrix/client/v3/join/${room_id}`, {}, carl.access_token);
      expect(await joined.json()).toEqual({ room_id });
    } finally {
      await federation.stop();
    }
  });
});

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
