import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request as plainRequest, type ServerResponse } from "node:http";
import { createServer as createTlsServer, Server as HttpsServer, request } from "node:https";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { freePorts } from "../../scripts/homeserver/ports.ts";
import { runCommand } from "../../scripts/run-command.ts";
import { acmeProgram } from "../../scripts/setup/index.ts";

/** Debian's Pebble: a certificate authority with ACME, over TLS with a certificate of its own, and its DNS in which every name is here. */
export interface Pebble {
  /** The directory over TLS. */
  readonly directory: string;
  /** Certificate that the server's TLS is signed with; PEM file. */
  readonly caFile: string;
  readonly tlsDir: string;
  /** The same server without TLS, for a proxy that makes faults. */
  readonly plainUrl: string;
  /** Port on which it looks for challenges; what answers there is the domain's web server. */
  readonly httpPort: number;
  /** The root that it issues under, PEM. A new one at each start. */
  root(): Promise<string>;
  /** Ends it, as an authority that is down. Its accounts and orders are gone with it. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface PebbleOptions {
  readonly dir: string;
  /** Folder of another one's TLS certificate, to use it too. */
  readonly tlsDir?: string;
  /** Refuses so many of a hundred good nonces; 5 unless said. */
  readonly nonceReject?: number;
  /** Accounts that must be bound: key id -> MAC key, base64url. */
  readonly eab?: Readonly<Record<string, string>>;
  readonly validitySeconds?: number;
  readonly blocked?: readonly string[];
}

/** Whether this machine has what these tests need. */
export const hasPebble = acmeProgram("pebble") !== null && acmeProgram("pebble-challtestsrv") !== null;

const program = (name: "pebble" | "pebble-challtestsrv"): string => {
  const path = acmeProgram(name);
  if (path === null) throw new Error(`There is no ${name} on this machine`);
  return path;
};

export const startPebble = async (options: PebbleOptions): Promise<Pebble> => {
  const { dir } = options;
  await mkdir(dir, { recursive: true });
  const [port, manage, httpPort, tlsPort, dns, dnsManage] = (await freePorts(6)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const tlsDir = options.tlsDir ?? dir;
  const caFile = options.tlsDir === undefined ? await makeTls(dir) : join(tlsDir, "tls.crt");
  const config = {
    listenAddress: `127.0.0.1:${port}`,
    managementListenAddress: `127.0.0.1:${manage}`,
    certificate: join(tlsDir, "tls.crt"),
    privateKey: join(tlsDir, "tls.key"),
    httpPort,
    tlsPort,
    ocspResponderURL: "",
    externalAccountBindingRequired: options.eab !== undefined,
    externalAccountMACKeys: options.eab ?? {},
    domainBlocklist: options.blocked ?? [],
    certificateValidityPeriod: options.validitySeconds ?? 90 * 86_400,
  };
  await writeFile(join(dir, "pebble.json"), JSON.stringify({ pebble: config }));
  const quiet = ["-http01", "", "-https01", "", "-tlsalpn01", ""];
  const names = spawn(program("pebble-challtestsrv"), [
    ...["-dns01", `127.0.0.1:${dns}`, "-management", `127.0.0.1:${dnsManage}`, "-defaultIPv6", "", ...quiet],
  ]);
  const start = async (): Promise<ChildProcess> => {
    const child = spawn(program("pebble"), ["-config", join(dir, "pebble.json"), "-dnsserver", `127.0.0.1:${dns}`], {
      env: {
        ...process.env,
        PEBBLE_VA_NOSLEEP: "1",
        PEBBLE_AUTHZREUSE: "0",
        PEBBLE_WFE_NONCEREJECT: String(options.nonceReject ?? 5),
      },
    });
    const ca = await readFile(caFile, "utf8");
    for (let tries = 0; tries < 100; tries++) {
      if (await answers(`https://127.0.0.1:${port}/dir`, ca)) return child;
      await pause(100);
    }
    throw new Error("Pebble did not come up");
  };
  let running = await start();
  const front = await startPlain(`https://127.0.0.1:${port}`, await readFile(caFile, "utf8"));
  const kill = () => end(running);
  return {
    directory: `https://127.0.0.1:${port}/dir`,
    caFile,
    tlsDir,
    plainUrl: front.url,
    httpPort,
    root: async () => (await get(`https://127.0.0.1:${manage}/roots/0`, await readFile(caFile, "utf8"))) ?? "",
    kill,
    restart: async () => {
      await kill();
      running = await start();
    },
    stop: async () => {
      await Promise.all([kill(), end(names), front.stop()]);
    },
  };
};

/** Ends a process that was started here. */
export async function end(child: ChildProcess, signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await gone;
}

async function makeTls(dir: string): Promise<string> {
  const made = ["-keyout", join(dir, "tls.key"), "-out", join(dir, "tls.crt"), "-days", "30", "-subj", "/CN=localhost"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  await runCommand("openssl", [
    "req",
    "-x509",
    ...key,
    ...made,
    "-addext",
    "subjectAltName=DNS:localhost,IP:127.0.0.1",
  ]);
  return join(dir, "tls.crt");
}

function get(url: string, ca: string): Promise<string | null> {
  return new Promise((resolve) => {
    const asked = request(url, { ca }, (answer) => {
      let text = "";
      answer.on("data", (chunk) => (text += String(chunk)));
      answer.on("end", () => resolve(answer.statusCode === 200 ? text : null));
    });
    asked.on("error", () => resolve(null));
    asked.end();
  });
}

const answers = async (url: string, ca: string): Promise<boolean> => (await get(url, ca)) !== null;

type Pass = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** Hands requests on with their Host, from which Pebble makes the addresses it answers. */
const passTo =
  (target: string, ca: string): Pass =>
  (incoming, outgoing) => {
    const to = new URL(incoming.url ?? "/", target);
    const send = to.protocol === "https:" ? request : plainRequest;
    const options = { method: incoming.method, headers: incoming.headers, ca };
    const upstream = send(to, options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.on("error", () => outgoing.destroy());
    });
    upstream.on("error", () => outgoing.destroy());
    incoming.pipe(upstream);
  };

export interface Front {
  readonly url: string;
  stop(): Promise<void>;
}

async function serve(server: ReturnType<typeof createServer> | ReturnType<typeof createTlsServer>): Promise<Front> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The front has no port");
  const scheme = server instanceof HttpsServer ? "https" : "http";
  return {
    url: `${scheme}://127.0.0.1:${address.port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const startPlain = (target: string, ca: string): Promise<Front> => serve(createServer(passTo(target, ca)));

/** TLS with Pebble's own certificate before something plain, such as a proxy that makes faults: ACME's addresses are always https. */
export const startTls = async ({ tlsDir }: Pick<Pebble, "tlsDir">, target: string): Promise<Front> => {
  const [cert, key] = await Promise.all(["tls.crt", "tls.key"].map((name) => readFile(join(tlsDir, name), "utf8")));
  return serve(createTlsServer({ cert, key }, passTo(target, "")));
};

/** Makes this process believe Pebble's TLS, as NODE_EXTRA_CA_CERTS does for one that is started. */
export const believeTls = async ({ caFile }: Pick<Pebble, "caFile">): Promise<void> =>
  setDefaultCACertificates([...getCACertificates("bundled"), await readFile(caFile, "utf8")]);
