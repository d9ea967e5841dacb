import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { localDesk } from "../../../extension/platform/index.ts";

let values: object;
let isManaged: boolean;
let self: () => Promise<{ readonly installType: string }>;

// The browser's part is the test's.
beforeEach(() => {
  values = {};
  isManaged = true;
  self = async () => ({ installType: "admin" });
  const managed = { get: () => (isManaged ? Promise.resolve(values) : Promise.reject(new Error("no policy"))) };
  const runtime = { getManifest: () => ({ version: "1.2" }) };
  Object.assign(globalThis, { chrome: { storage: { managed }, runtime, management: { getSelf: () => self() } } });
});
afterEach(() => Reflect.deleteProperty(globalThis, "chrome"));

const unanswered = () => Promise.reject(new Error("no answer"));

describe("what an administrator prescribes", () => {
  test("comes with who installed us", async () => {
    values = { lockRequired: true };
    expect(await localDesk.readManaged({})).toEqual({ values, version: "1.2", installedByPolicy: true });
    isManaged = false;
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
});
