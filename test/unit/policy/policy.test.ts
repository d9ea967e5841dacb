import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOlder } from "../../../extension/host/policy.ts";
import { features, managedSchema, policyFields, readPolicy } from "../../../extension/policy/index.ts";
import { root } from "../../../scripts/paths.ts";

const valid = {
  homeserver: "matrix.stadt.example",
  allowedPortals: ["https://portal.stadt.example"],
  blockedPortals: ["https://alt.stadt.example"],
  lockRequired: true,
  allowedWays: ["passkey"],
  lockAfterMinutes: 10,
  profileMode: "roaming",
  trustRoots: "-----BEGIN CERTIFICATE-----",
  identityProviders: "[]",
  minimumAssurance: "substantial",
  retentionDays: 365,
  directory: "{}",
  federationList: "{}",
  audience: "agency",
  featuresOff: ["close_account", "forms"],
  accessibilityContact: "barrieren@stadt.example",
  accessibilityName: "Stadt Beispiel",
  minimumVersion: "1.2.3",
};

describe("a policy", () => {
  it("with every field right is read as it stands, and what is missing prescribes nothing", () => {
    expect(readPolicy(valid)).toEqual({
      kind: "valid",
      policy: { ...valid, featuresOff: ["forms", "person", "close_account"] },
    });
    expect(readPolicy({ lockRequired: true })).toEqual({
      kind: "valid",
      policy: {
        homeserver: null,
        allowedPortals: null,
        blockedPortals: [],
        lockRequired: true,
        allowedWays: null,
        lockAfterMinutes: null,
        profileMode: "usual",
        trustRoots: "",
        identityProviders: "",
        minimumAssurance: null,
        retentionDays: null,
        audience: null,
        featuresOff: [],
        directory: "",
        federationList: "",
        accessibilityContact: null,
        accessibilityName: null,
        minimumVersion: null,
      },
    });
    expect(readPolicy({})).toEqual({ kind: "none" });
  });

  it.each([
    ["homeserver", ""],
    ["homeserver", 7],
    ["allowedPortals", "https://portal.stadt.example"],
    ["allowedPortals", ["http://portal.stadt.example"]],
    ["allowedPortals", ["https://portal.stadt.example/pfad"]],
    ["allowedPortals", ["https://*.stadt.example"]],
    ["blockedPortals", ["portal.stadt.example"]],
    ["lockRequired", "ja"],
    ["allowedWays", ["password"]],
    ["allowedWays", ["passkey", "passkey"]],
    ["allowedWays", "passkey"],
    ["minimumAssurance", "hoch"],
    ["retentionDays", 0],
    ["retentionDays", 36_501],
    ["audience", "everybody"],
    ["featuresOn", ["archive"]],
    ["featuresOff", ["portals", "portals"]],
    ["lockAfterMinutes", 0],
    ["lockAfterMinutes", 1.5],
    ["profileMode", "vdi"],
    ["accessibilityContact", "javascript:alert(1)"],
    ["accessibilityContact", "http://stadt.example/barrieren"],
    ["accessibilityName", ""],
    ["minimumVersion", "neueste"],
  ])("whose %s is %j is invalid as a whole, and says which field", (field, value) => {
    expect(readPolicy({ ...valid, [field]: value })).toEqual({
      kind: "invalid",
      faults: [{ field, fault: "wrong_value" }],
    });
  });

  it("with a field that nobody knows is invalid: a misspelt rule must not be none", () => {
    expect(readPolicy({ lockRequird: true })).toEqual({
      kind: "invalid",
      faults: [{ field: "lockRequird", fault: "unknown" }],
    });
    expect(readPolicy(JSON.parse('{"__proto__": {"lockRequired": true}}'))).toMatchObject({ kind: "invalid" });
  });

  it("of any shape is read without an error, and never as a valid one with a field of another shape", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom(...Object.keys(valid)), fc.anything())),
        (values) => {
          const reading = readPolicy(values);
          if (reading.kind !== "valid") return;
          expect(typeof reading.policy.lockRequired).toBe("boolean");
          for (const origin of reading.policy.allowedPortals ?? []) expect(origin).toMatch(/^https:\/\/[^/]+$/);
        },
      ),
    );
  });
});

describe("features", () => {
  const off = (values: object) => {
    const reading = readPolicy({ lockRequired: false, ...values });
    return reading.kind === "valid" ? reading.policy.featuresOff : reading;
  };

  it("are all there where no group is named, and each group goes without what it does not need", () => {
    expect(off({})).toEqual([]);
    expect(off({ audience: "citizen" })).toEqual(["forms", "certificate"]);
    expect(off({ audience: "organisation" })).toEqual([]);
    expect(off({ audience: "agency" })).toEqual(["person", "close_account"]);
  });

  it("come back one by one, and what is switched off by name stays off", () => {
    expect(off({ audience: "citizen", featuresOn: ["forms"] })).toEqual(["certificate"]);
    expect(off({ audience: "citizen", featuresOn: ["forms"], featuresOff: ["forms"] })).toEqual([
      "forms",
      "certificate",
    ]);
    expect(off({ featuresOff: [...features] })).toEqual([...features]);
  });
});

describe("versions", () => {
  it.each([
    ["0.1.0", "0.2", true],
    ["0.10.0", "0.9", false],
    ["1.0", "1.0.0", false],
    ["1.0", "1.0.0.1", true],
  ])("%s is older than %s: %s", (version, than, older) => {
    expect(isOlder(version, than)).toBe(older);
  });
});

describe("what is made from the table", () => {
  it("is Chromium's schema, with every field and its kind", () => {
    const { properties } = JSON.parse(managedSchema()) as { properties: Record<string, { type: string }> };
    expect(Object.keys(properties)).toEqual(Object.keys(policyFields));
    for (const { type } of Object.values(properties)) expect(["string", "boolean", "integer", "array"]).toContain(type);
  });

  it("is the handbook's list of fields", async () => {
    const page = await readFile(join(root, "docs/handbook/richtlinie.md"), "utf8");
    for (const [name, { json, de }] of Object.entries(policyFields))
      expect(page).toContain(`| \`${name}\` | ${json.type} | ${de} |`);
    const rows = [...page.matchAll(/^\| `(\w+)` \| (?!an|aus)/gm)].map(([, name]) => name);
    expect(rows).toEqual(Object.keys(policyFields));
  });

  it("is what the handbook says of each group and feature", async () => {
    const page = await readFile(join(root, "docs/handbook/richtlinie.md"), "utf8");
    const rows = [...page.matchAll(/^\| `(\w+)` \| (an|aus) \| (an|aus) \| (an|aus) \|/gm)];
    expect(rows.map(([, feature]) => feature)).toEqual([...features]);
    const audiences = ["citizen", "organisation", "agency"];
    for (const [at, audience] of audiences.entries()) {
      const reading = readPolicy({ audience });
      const off = rows.filter((row) => row[at + 2] === "aus").map(([, feature]) => feature);
      expect(reading).toMatchObject({ kind: "valid", policy: { featuresOff: off } });
    }
  });

  it("takes the examples of the handbook", async () => {
    const example = async (name: string) =>
      JSON.parse(await readFile(join(root, "docs/handbook/beispiele", name), "utf8")) as Record<string, object>;
    const { "3rdparty": chromium } = (await example("chromium-federpost.json")) as {
      "3rdparty": { extensions: object };
    };
    const { policies } = (await example("firefox-policies.json")) as {
      policies: { "3rdparty": { Extensions: object } };
    };
    for (const values of [...Object.values(chromium.extensions), ...Object.values(policies["3rdparty"].Extensions)])
      expect(readPolicy(values)).toMatchObject({ kind: "valid" });
  });
});
