import { createHash, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPolicy } from "../../../extension/policy/index.ts";
import { root } from "../../../scripts/paths.ts";
import {
  chromeRegistry,
  chromiumPolicies,
  type Deployment,
  exampleValues,
  extensionIdOf,
  firefoxPolicies,
  managementRows,
  packForChromium,
  packForFirefox,
  updatesJson,
  updatesXml,
} from "../../../scripts/rollout/index.ts";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const address = "https://federpost.stadt.example/";

interface Field {
  readonly number: number;
  readonly bytes: Buffer;
}

/** Length-delimited fields of a protocol buffer, read by a reader of the test's own. */
function fieldsOf(bytes: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes.readUInt8(at++);
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    expect(tag & 7).toBe(2);
    const length = varint();
    fields.push({ number: tag >> 3, bytes: bytes.subarray(at, at + length) });
    at += length;
  }
  return fields;
}

const only = (fields: readonly Field[], number: number): Buffer => {
  const [found, ...more] = fields.filter((field) => field.number === number);
  if (found === undefined || more.length > 0) throw new Error(`field ${number} is not there once`);
  return found.bytes;
};

describe("a package of the extension", () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "federpost-pack-"));
    const manifest = {
      manifest_version: 3,
      version: "1.2.3",
      key: "of unpacked builds",
      browser_specific_settings: { gecko: { id: "federpost@example.org", strict_min_version: "140.0" } },
    };
    await writeFile(join(dir, "manifest.json"), JSON.stringify(manifest));
    await writeFile(join(dir, "background.js"), "// nothing");
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it("for Chromium is signed by the key that gives it its id, over everything in it", () => {
    const { id, bytes, version } = packForChromium(dir, { address }, privateKey);
    expect(version).toBe("1.2.3");
    expect([bytes.toString("latin1", 0, 4), bytes.readUInt32LE(4)]).toEqual(["Cr24", 3]);
    const end = 12 + bytes.readUInt32LE(8);
    const [header, zip] = [fieldsOf(bytes.subarray(12, end)), bytes.subarray(end)];
    const proof = fieldsOf(only(header, 2));
    const signedData = only(header, 10_000);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(signedData.length);
    const signed = Buffer.concat([Buffer.from("CRX3 SignedData\0"), length, signedData, zip]);
    const key = createPublicKey({ key: only(proof, 1), format: "der", type: "spki" });
    expect(verify("sha256", signed, key, only(proof, 2))).toBe(true);
    signed.writeUInt8(signed.readUInt8(signed.length - 1) ^ 1, signed.length - 1);
    expect(verify("sha256", signed, key, only(proof, 2))).toBe(false);
    const crxId = only(fieldsOf(signedData), 1);
    expect(crxId).toEqual(createHash("sha256").update(only(proof, 1)).digest().subarray(0, 16));
    expect(id).toBe([...crxId.toString("hex")].map((digit) => "abcdefghijklmnop"[parseInt(digit, 16)]).join(""));
    const files = unzipSync(zip);
    expect(Object.keys(files).sort()).toEqual(["background.js", "manifest.json"]);
    const manifest = JSON.parse(strFromU8(files["manifest.json"]!)) as object;
    expect(manifest).toMatchObject({ version: "1.2.3", update_url: `${address}updates.xml` });
    expect(manifest).not.toHaveProperty("key");
  });

  it("for Firefox asks the same address for updates, and may carry another version", () => {
    const { id, bytes, version } = packForFirefox(dir, { address, version: "1.3" });
    expect([id, version]).toEqual(["federpost@example.org", "1.3"]);
    expect(JSON.parse(strFromU8(unzipSync(bytes)["manifest.json"]!))).toMatchObject({
      version: "1.3",
      browser_specific_settings: { gecko: { id, strict_min_version: "140.0", update_url: `${address}updates.json` } },
    });
  });

  it("has the same bytes whenever it is made", () => {
    expect(packForFirefox(dir, { address }).bytes).toEqual(packForFirefox(dir, { address }).bytes);
    expect(packForChromium(dir, { address }, privateKey).bytes).toEqual(
      packForChromium(dir, { address }, privateKey).bytes,
    );
  });
});

describe("the lists of updates", () => {
  it("name the package of a version, for Firefox by its digest too", () => {
    const id = extensionIdOf(privateKey);
    expect(id).toMatch(/^[a-p]{32}$/);
    const xml = updatesXml(id, { address, version: "1.2.3" });
    expect(xml).toContain(`<app appid="${id}">`);
    expect(xml).toContain(`codebase="${address}federpost-1.2.3.crx" version="1.2.3"`);
    expect(JSON.parse(updatesJson("federpost@example.org", { address, version: "1.2.3" }, "00ff"))).toEqual({
      addons: {
        "federpost@example.org": {
          updates: [{ version: "1.2.3", update_link: `${address}federpost-1.2.3.xpi`, update_hash: "sha256:00ff" }],
        },
      },
    });
  });
});

const deployment: Deployment = {
  chromiumId: "nbdojkmdmjbbblohpafcnifdoejfcgih",
  firefoxId: "federpost@example.org",
  address,
  xpi: "federpost-0.1.0.xpi",
  values: exampleValues,
};
const example = (name: string): Promise<string> => readFile(join(root, "docs/handbook/beispiele", name), "utf8");

/** Values of a registry export, as Chrome reads them: what stands in keys below as arrays. */
function registryValues(text: string, key: string): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  let at = "";
  for (const line of text.split(/\r?\n/)) {
    at = /^\[(.*)\]$/.exec(line)?.[1] ?? at;
    const [, name, written] = /^"(.*?)"=(.*)$/.exec(line) ?? [];
    if (name === undefined || written === undefined || !`${at}\\`.startsWith(`${key}\\`)) continue;
    const number = /^dword:([0-9a-f]{8})$/.exec(written)?.[1];
    const value: unknown = number === undefined ? JSON.parse(written) : parseInt(number, 16);
    const below = at.slice(key.length + 1);
    if (below === "") values[name] = name === "lockRequired" ? value === 1 : value;
    else values[below] = [...((values[below] as unknown[]) ?? []), value];
  }
  return values;
}

describe("the deployment examples of the handbook", () => {
  it("are what the packing command writes", async () => {
    expect(JSON.parse(await example("verteilung-chromium.json"))).toEqual(chromiumPolicies(deployment));
    expect(JSON.parse(await example("verteilung-firefox-policies.json"))).toEqual(firefoxPolicies(deployment));
    expect(JSON.parse(await example("verteilung-oma-uri.json"))).toEqual(managementRows(deployment));
    expect(await example("verteilung-chrome.reg")).toBe(chromeRegistry(deployment).replaceAll("\r\n", "\n"));
  });

  it("prescribe values that the extension takes, in the registry too", async () => {
    const { "3rdparty": chromium } = JSON.parse(await example("verteilung-chromium.json")) as {
      "3rdparty": { extensions: Record<string, object> };
    };
    const { policies } = JSON.parse(await example("verteilung-firefox-policies.json")) as {
      policies: { "3rdparty": { Extensions: Record<string, object> } };
    };
    const key = `HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Google\\Chrome\\3rdparty\\extensions\\${deployment.chromiumId}\\policy`;
    const all = [
      chromium.extensions[deployment.chromiumId],
      policies["3rdparty"].Extensions[deployment.firefoxId],
      registryValues(await example("verteilung-chrome.reg"), key),
    ];
    for (const values of all) {
      expect(values).toEqual(exampleValues);
      expect(readPolicy(values)).toMatchObject({ kind: "valid" });
    }
  });
});
