import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { localDesk } from "../../../extension/platform/index.ts";

let values: object;
let refusal: string | null;
let self: () => Promise<{ readonly installType: string }>;

// The browser's part is the test's.
beforeEach(() => {
  values = {};
  refusal = null;
  self = async () => ({ installType: "admin" });
  const managed = { get: () => (refusal === null ? Promise.resolve(values) : Promise.reject(new Error(refusal))) };
  const runtime = { getManifest: () => ({ version: "1.2" }) };
  Object.assign(globalThis, { chrome: { storage: { managed }, runtime, management: { getSelf: () => self() } } });
});
afterEach(() => Reflect.deleteProperty(globalThis, "chrome"));

const unanswered = () => Promise.reject(new Error("no answer"));

describe("what an administrator prescribes", () => {
  test("comes with who installed us", async () => {
    values = { lockRequired: true };
    expect(await localDesk.readManaged({})).toEqual({ values, version: "1.2", installedByPolicy: true });
    refusal = "Managed storage manifest not found";
    expect(await localDesk.readManaged({})).toEqual({ values: {}, version: "1.2", installedByPolicy: true });
  });

  test("counts also where the browser does not say who installed us", async () => {
    values = { lockRequired: true };
    self = unanswered;
    expect(await localDesk.readManaged({})).toEqual({ values, version: "1.2", installedByPolicy: false });
  });

  test("is not taken for nothing where neither is known", async () => {
    self = unanswered;
    await expect(localDesk.readManaged({})).rejects.toThrow("no answer");
  });

  test("is not taken for nothing where the browser fails to read it", async () => {
    refusal = "storage is corrupted";
    await expect(localDesk.readManaged({})).rejects.toThrow("corrupted");
  });
});
