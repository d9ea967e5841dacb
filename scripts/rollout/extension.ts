import type { KeyObject } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { type Zippable, zipSync } from "fflate";
import { type Crx, sealCrx } from "./crx.ts";

/** How the packages of the extension are made from its builds, and the lists by which browsers learn of a newer one. */

/** What the package says otherwise than the build it is made from. */
export interface Release {
  /** The folder that holds the packages and their lists, with a slash at its end. */
  readonly address: string;
  /** Another version than the build's. */
  readonly version?: string;
}

export const crxName = (version: string): string => `federpost-${version}.crx`;
export const xpiName = (version: string): string => `federpost-${version}.xpi`;

type Manifest = Readonly<Record<string, unknown>> & { readonly version: string };

/** A build in a folder, packed for Chromium and signed. */
export function packForChromium(buildFolder: string, release: Release, key: KeyObject): Crx & { version: string } {
  // The signer's key names the extension; the one of unpacked builds would only contradict it.
  const change = ({ key: _unpacked, ...manifest }: Manifest): Manifest => ({
    ...manifest,
    version: release.version ?? manifest.version,
    update_url: `${release.address}updates.xml`,
  });
  const { zip, version } = zipBuild(buildFolder, change);
  return { ...sealCrx(zip, key), version };
}

export interface Xpi {
  readonly id: string;
  readonly version: string;
  readonly bytes: Uint8Array;
}

/** A build in a folder, packed for Firefox. Firefox itself signs by its makers' service only: this one carries no signature. */
export function packForFirefox(buildFolder: string, release: Release): Xpi {
  const change = (manifest: Manifest): Manifest => {
    const settings = manifest.browser_specific_settings as { readonly gecko: Readonly<Record<string, unknown>> };
    return {
      ...manifest,
      version: release.version ?? manifest.version,
      browser_specific_settings: { gecko: { ...settings.gecko, update_url: `${release.address}updates.json` } },
    };
  };
  const { zip, version, manifest } = zipBuild(buildFolder, change);
  const { gecko } = manifest.browser_specific_settings as { readonly gecko: { readonly id: string } };
  return { id: gecko.id, version, bytes: zip };
}

function zipBuild(folder: string, change: (manifest: Manifest) => Manifest) {
  const parts: Zippable = {};
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  for (const path of paths) parts[relative(folder, path).split(sep).join("/")] = readFileSync(path);
  const manifest = change(JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Manifest);
  parts["manifest.json"] = Buffer.from(JSON.stringify(manifest));
  // One moment for all, so that the same build gives the same bytes.
  return { zip: zipSync(parts, { level: 9, mtime: new Date(2000, 0, 1) }), version: manifest.version, manifest };
}

/** What Chromium asks for at `update_url`: Omaha's answer, protocol 2.0. */
export const updatesXml = (
  id: string,
  { address, version }: Required<Release>,
): string => `<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="${id}">
    <updatecheck codebase="${address}${crxName(version)}" version="${version}"/>
  </app>
</gupdate>
`;

/** What Firefox asks for at `update_url`. The digest binds the list to this one file. */
export const updatesJson = (id: string, { address, version }: Required<Release>, digest: string): string =>
  `${JSON.stringify(
    {
      addons: {
        [id]: { updates: [{ version, update_link: `${address}${xpiName(version)}`, update_hash: `sha256:${digest}` }] },
      },
    },
    null,
    2,
  )}\n`;
