import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Agency,
  type Directory,
  makeKey,
  makeRoute,
  type Route,
  startDirectory,
} from "../../../scripts/directory/index.ts";
import { errorCodeOf } from "../../../shared/base/index.ts";
import {
  findByName,
  findResponsible,
  type RoutingAccess,
  readSource,
  searchAreas,
  searchServices,
} from "../../../shared/directory/index.ts";

const building: Agency = {
  name: "Bauamt der Stadt Musterlingen",
  domain: "stadt.example",
  leikaKeys: ["99012001000001", "99012002000001"],
  ars: ["089990001001"],
};
const county: Agency = {
  name: "Wohngeldstelle des Landkreises Musterland",
  domain: "kreis.example",
  leikaKeys: ["99107005012000"],
  ars: ["089990000000"],
};

let directory: Directory;
let route: Route;
const access = async (): Promise<RoutingAccess> => ({
  source: await readSource(directory.file),
  fetch,
  nowMs: Date.now(),
  signal: new AbortController().signal,
});

beforeAll(async () => {
  directory = await startDirectory({ bits: 3072 });
  route = await directory.enter(building);
  await directory.enter(county);
});
afterAll(() => directory?.stop());
beforeEach(() => directory.tamper(null));

const placeOf = async (text: string) => (await searchAreas(await access(), text))?.[0];

describe("a directory with the Routing API", () => {
  it("finds an agency by its name, by service and place, and by service and postcode", async () => {
    const found = { agencies: [{ name: building.name, domain: building.domain }], notSigned: 0, complete: true };
    expect(await findByName(await access(), "bauamt muster")).toEqual(found);
    const [service] = (await searchServices(await access(), "baugeneh"))!;
    for (const place of ["Musterlingen", "78999"]) {
      const area = (await placeOf(place))!;
      expect(await findResponsible(await access(), { service: service!.leikaKey, area })).toEqual(found);
    }
    // A county's agency is responsible for every place in the county, and for none outside.
    const housing = (await searchServices(await access(), "wohngeld"))![0]!.leikaKey;
    const there = await findResponsible(await access(), { service: housing, area: (await placeOf("Musterhausen"))! });
    expect(there?.agencies).toEqual([{ name: county.name, domain: county.domain }]);
    const away = await findResponsible(await access(), { service: housing, area: (await placeOf("Beispielstadt"))! });
    expect(away).toEqual({ agencies: [], notSigned: 0, complete: true });
  });

  it("is asked without anything that tells who asks", async () => {
    await findByName(await access(), "Bauamt");
    expect(directory.asked.at(-1)).toBe("/destinations?searchexpression=Bauamt&limit=20");
  });

  it("is not believed where a signature, the destination, the responsibility or the domain was changed", async () => {
    const other = await makeRoute(await makeKey(3072), building, route.destinationId);
    const elsewhere = await makeRoute(directory.key, { ...building, ars: ["099990002001"] }, route.destinationId);
    const flipped = (jws: string) => `${jws.slice(0, -4)}${jws.endsWith("AAAA") ? "BBBB" : "AAAA"}`;
    const changes: readonly Partial<Route>[] = [
      other,
      elsewhere,
      { destinationSignature: other.destinationSignature },
      { destinationParametersSignature: other.destinationParametersSignature },
      { destinationSignature: flipped(route.destinationSignature) },
      { destinationParameters: { ...route.destinationParameters, federpost: { domain: "boese.example" } } },
      { destinationId: crypto.randomUUID() },
      { destinationSignature: "" },
      { destinationParametersSignature: route.destinationSignature },
    ];
    const area = (await placeOf("Musterlingen"))!;
    const asked = { service: "99012001000001", area };
    for (const change of changes) {
      directory.tamper((path, answer) => (path === "/routes" ? { routes: [{ ...route, ...change }] } : answer));
      expect(await findResponsible(await access(), asked)).toEqual({ agencies: [], notSigned: 1, complete: true });
    }
    directory.tamper(() => ({ routes: [route] }));
    expect((await findResponsible(await access(), asked))?.agencies).toHaveLength(1);
    // The same signed route is no answer to another service.
    const answered = await findResponsible(await access(), { ...asked, service: "99107005012000" });
    expect(answered).toEqual({ agencies: [], notSigned: 1, complete: true });
  });

  it("knows destinations of others without calling them forged", async () => {
    const { key } = directory;
    const foreign = await makeRoute(key, { ...building, domain: "" }, route.destinationId);
    directory.tamper(() => ({ routes: [foreign] }));
    expect(await findByName(await access(), "Bauamt")).toEqual({ agencies: [], notSigned: 0, complete: true });
  });

  it("that answers something else gives null, and one that is down throws offline", async () => {
    for (const answer of ["<!doctype html>", [], { routes: "none" }, { routes: null }, `"${"x".repeat(2_100_000)}"`]) {
      directory.tamper(() => answer);
      expect(await findByName(await access(), "Bauamt")).toBeNull();
    }
    const down = await startDirectory({ bits: 3072 });
    const source = await readSource(down.file);
    await down.stop();
    const failure = await findByName({ ...(await access()), source }, "Bauamt").catch(errorCodeOf);
    expect(failure).toBe("offline");
  });
});

describe("the file of a directory's operator", () => {
  it("is read with its keys named by their thumbprints", async () => {
    const source = await readSource(directory.file);
    expect(source.url).toBe(directory.url);
    expect(source.keys.map(({ thumbprint }) => thumbprint)).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
  });

  it("is refused with a private, weak, symmetric or doubled key, or an address that is not https", async () => {
    const { url, keys } = JSON.parse(directory.file);
    const [key] = keys;
    const { generateKeyPair, exportJWK } = await import("jose");
    const weak = {
      ...(await exportJWK((await generateKeyPair("PS512", { modulusLength: 2048, extractable: true })).publicKey)),
      kid: "w",
    };
    const files = [
      "",
      "{}",
      JSON.stringify({ url, keys: [] }),
      JSON.stringify({ url, keys: [{ ...key, d: "AAAA" }] }),
      JSON.stringify({ url, keys: [weak] }),
      JSON.stringify({ url, keys: [{ kty: "oct", kid: "k", k: "AAAA" }] }),
      JSON.stringify({ url, keys: [key, key] }),
      JSON.stringify({ url: "http://verzeichnis.example", keys }),
      JSON.stringify({ url: "https://user@verzeichnis.example", keys }),
      JSON.stringify({ url: "https://verzeichnis.example/?x=1", keys }),
      JSON.stringify({ url, keys, more: 1 }),
      "x".repeat(70_000),
    ];
    for (const file of files) expect(await readSource(file).catch(errorCodeOf)).toBe("invalid_params");
  });
});
