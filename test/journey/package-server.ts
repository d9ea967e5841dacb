import { createHash, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  crxName,
  extensionIdOf,
  packForChromium,
  packForFirefox,
  updatesJson,
  updatesXml,
  xpiName,
} from "../../scripts/rollout/index.ts";
import { extensionFolder } from "./driver/extension.ts";

/** An agency's own server that the browsers of its computers install the extension from: packages and lists, on loopback. */
export interface PackageServer {
  /** The folder of packages and lists, with a slash at its end. */
  readonly address: string;
  /** Id in Chromium, by the key that this server's packages are signed with. */
  readonly chromiumId: string;
  readonly firefoxId: string;
  /** From now on the lists name this version. Packages of every version that was published stay. */
  publish(version: string): void;
  /** How often a package or list of that name was fetched. */
  fetched(name: string): number;
  stop(): Promise<void>;
}

export async function startPackageServer(): Promise<PackageServer> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const files = new Map<string, string | Uint8Array>();
  const fetched = new Map<string, number>();
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? "", "http://localhost").pathname.slice(1);
    fetched.set(name, (fetched.get(name) ?? 0) + 1);
    const file = files.get(name);
    response.writeHead(file === undefined ? 404 : 200, { "Content-Type": contentType(name) }).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const firefoxId = packForFirefox(extensionFolder("firefox"), { address }).id;
  const chromiumId = extensionIdOf(privateKey);
  return {
    address,
    chromiumId,
    firefoxId,
    publish: (version) => {
      const crx = packForChromium(extensionFolder("chromium"), { address, version }, privateKey);
      const xpi = packForFirefox(extensionFolder("firefox"), { address, version });
      const digest = createHash("sha256").update(xpi.bytes).digest("hex");
      files.set(crxName(version), crx.bytes);
      files.set(xpiName(version), xpi.bytes);
      files.set("updates.xml", updatesXml(chromiumId, { address, version }));
      files.set("updates.json", updatesJson(firefoxId, { address, version }, digest));
    },
    fetched: (name) => fetched.get(name) ?? 0,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const contentType = (name: string): string =>
  name.endsWith(".crx")
    ? "application/x-chrome-extension"
    : name.endsWith(".xpi")
      ? "application/x-xpinstall"
      : name.endsWith(".json")
        ? "application/json"
        : "text/xml";
