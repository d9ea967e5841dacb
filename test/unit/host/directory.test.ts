import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { domainOfAgency } from "../../../extension/host/directory.ts";
import { refreshPolicy } from "../../../extension/host/policy.ts";
import { setSource } from "../../../extension/host/sources.ts";
import type { Desk } from "../../../extension/platform/index.ts";
import { type Directory, startDirectory } from "../../../scripts/directory/index.ts";
import { errorCodeOf } from "../../../shared/base/index.ts";
import { temporaryVault } from "../../fake/surroundings.ts";

let directory: Directory;
let place: Awaited<ReturnType<typeof temporaryVault>>;
const never = new AbortController().signal;
const byPlace = { service: "99012001000001", place: "089990001001" };

const ask = (question: Parameters<typeof domainOfAgency>[1], until = never) =>
  domainOfAgency({ vault: place.vault, now: Date.now }, question, until).catch((error) => ({
    code: errorCodeOf(error),
    text: String(error),
  }));
const choose = (text: string | null) =>
  setSource({ vault: place.vault, changed: () => {} }, { kind: "directory", text });
/** An administrator's settings arrive. */
const prescribe = (values: object) =>
  refreshPolicy(place.vault, {
    readManaged: async () => ({ values, version: "1.0", installedByPolicy: false }),
  } as unknown as Desk);

beforeAll(async () => {
  // A build for tests, which may speak to loopback.
  const manifest = `data:application/json,${JSON.stringify({ host_permissions: ["http://127.0.0.1/*"] })}`;
  Object.assign(globalThis, { chrome: { runtime: { getURL: () => manifest } } });
  directory = await startDirectory({ bits: 3072 });
  const competence = { leikaKeys: ["99012001000001"], ars: ["089990001001"] };
  await directory.enter({ name: "Bauamt der Stadt Musterlingen", domain: "stadt.example", ...competence });
  await directory.enter({ name: "Bauamt des Kreises", domain: "kreis.example", ...competence, ars: ["099990002001"] });
});
afterAll(async () => {
  Reflect.deleteProperty(globalThis, "chrome");
  await directory?.stop();
});
beforeEach(async () => {
  place = await temporaryVault();
});
afterEach(() => {
  directory.tamper(null);
  place.remove();
});

describe("a page's question to the directory", () => {
  it("gets the one agency's domain, and nothing where there are none or several", async () => {
    await choose(directory.file);
    expect(await ask(byPlace)).toBe("stadt.example");
    expect(await ask({ query: "Bauamt Stadt" })).toBe("stadt.example");
    expect(await ask({ query: "Bauamt" })).toBeNull();
    expect(await ask({ query: "Standesamt" })).toBeNull();
  });

  it("is unsupported where nobody set one, and where an administrator switched it off; nobody is asked then", async () => {
    const before = directory.asked.length;
    expect(await ask(byPlace)).toMatchObject({ code: "unsupported" });
    await choose(directory.file);
    await prescribe({ featuresOff: ["directory"] });
    expect(await ask(byPlace)).toMatchObject({ code: "unsupported" });
    expect(directory.asked.length).toBe(before);
  });

  it("goes to the prescribed directory, which the page is not told", async () => {
    const { url, file } = directory;
    await prescribe({ directory: file });
    expect(await ask(byPlace)).toBe("stadt.example");
    directory.tamper(() => "<!doctype html>");
    const refused = await ask(byPlace);
    expect(refused).toMatchObject({ code: "invalid_response" });
    expect(JSON.stringify(refused)).not.toContain(new URL(url).host);
  });

  it("is offline where the directory is down, and where the page has gone away meanwhile", async () => {
    const down = await startDirectory({ bits: 3072 });
    await choose(down.file);
    await down.stop();
    expect(await ask(byPlace)).toMatchObject({ code: "offline" });
    await choose(directory.file);
    expect(await ask(byPlace, AbortSignal.abort())).toMatchObject({ code: "offline" });
  });
});
