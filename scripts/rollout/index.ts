/**
 * rollout: what an agency needs to put the extension on its computers: signed packages, the lists by which browsers find a newer
 * one, and policies that install it. `npm run pack` writes all of it into dist/extension.
 */
import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildDir } from "../build/index.ts";
import { root, stateDir } from "../paths.ts";
import { chromeRegistry, chromiumPolicies, type Deployment, firefoxPolicies, managementRows } from "./deployment.ts";
import { crxName, packForChromium, packForFirefox, updatesJson, updatesXml, xpiName } from "./extension.ts";

export { extensionIdOf, sealCrx } from "./crx.ts";
export { chromeRegistry, chromiumPolicies, type Deployment, firefoxPolicies, managementRows } from "./deployment.ts";
export { crxName, packForChromium, packForFirefox, updatesJson, updatesXml, xpiName } from "./extension.ts";

/** What the deployment files prescribe before the administrator has written down their own rules. */
export const exampleValues = {
  homeserver: "matrix.stadt.example",
  allowedPortals: ["https://portal.stadt.example"],
  lockRequired: true,
  lockAfterMinutes: 10,
} as const;

export interface ExtensionPack {
  /** Where packages and lists will be served from. */
  readonly address: string;
  /** PEM of the key that signs for Chromium. */
  readonly keyFile: string;
}

/** The signing key of who named none; it is made when it is first needed. */
export const ownKeyFile = join(stateDir, "extension-key.pem");
export const extensionDir = join(root, "dist", "extension");

export interface Written {
  readonly id: string;
  readonly version: string;
  /** The key was made just now. */
  readonly newKey: boolean;
}

/** Writes packages, lists and deployment files anew. Needs the production builds. Throws when the key cannot sign. */
export function packExtension({ address, keyFile }: ExtensionPack): Written {
  const { key, newKey } = signingKey(keyFile);
  const of = (browser: "chrome" | "firefox") => join(root, buildDir({ browser, purpose: "production" }));
  const crx = packForChromium(of("chrome"), { address }, key);
  const xpi = packForFirefox(of("firefox"), { address });
  const { version } = crx;
  const digest = createHash("sha256").update(xpi.bytes).digest("hex");
  const deployment: Deployment = {
    chromiumId: crx.id,
    firefoxId: xpi.id,
    address,
    xpi: xpiName(version),
    values: exampleValues,
  };
  const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  const files: readonly (readonly [string, string | Uint8Array])[] = [
    [crxName(version), crx.bytes],
    [xpiName(version), xpi.bytes],
    ["updates.xml", updatesXml(crx.id, { address, version })],
    ["updates.json", updatesJson(xpi.id, { address, version }, digest)],
    ["rollout/chromium.json", json(chromiumPolicies(deployment))],
    ["rollout/chrome.reg", chromeRegistry(deployment)],
    ["rollout/firefox-policies.json", json(firefoxPolicies(deployment))],
    ["rollout/oma-uri.json", json(managementRows(deployment))],
  ];
  rmSync(extensionDir, { recursive: true, force: true });
  mkdirSync(join(extensionDir, "rollout"), { recursive: true });
  for (const [name, content] of files) writeFileSync(join(extensionDir, name), content);
  return { id: crx.id, version, newKey };
}

function signingKey(file: string): { readonly key: KeyObject; readonly newKey: boolean } {
  const newKey = !existsSync(file);
  if (newKey) {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 3072 });
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  }
  const key = createPrivateKey(readFileSync(file));
  if (key.asymmetricKeyType !== "rsa" || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    throw new Error(`${file} holds no RSA key of at least 2048 bits`);
  return { key, newKey };
}
