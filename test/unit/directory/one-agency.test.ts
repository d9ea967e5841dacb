import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Directory, startDirectory } from "../../../scripts/directory/index.ts";
import { errorCodeOf } from "../../../shared/base/index.ts";
import { type AgencyQuestion, findOneAgency, readSource } from "../../../shared/directory/index.ts";

const building = { leikaKeys: ["99012001000001", "99012002000001"], ars: ["089990001001"] };

let directory: Directory;
const ask = async (question: AgencyQuestion) =>
  findOneAgency(
    { source: await readSource(directory.file), fetch, nowMs: Date.now(), signal: new AbortController().signal },
    question,
  );

beforeAll(async () => {
  directory = await startDirectory({ bits: 3072 });
  await directory.enter({ name: "Bauamt der Stadt Musterlingen", domain: "stadt.example", ...building });
  await directory.enter({ name: "Bauaufsicht der Stadt Musterlingen", domain: "stadt.example", ...building });
  await directory.enter({
    name: "Wohngeldstelle des Landkreises Musterland",
    domain: "kreis.example",
    leikaKeys: ["99107005012000"],
    ars: ["089990000000"],
  });
});
afterAll(() => directory?.stop());
afterEach(() => directory.tamper(null));

const town = { kind: "one", domain: "stadt.example" };
const undecided = { kind: "none_or_several" };

describe("one agency", () => {
  it("is found by its name; two entries with one domain are one, several domains are none", async () => {
    expect(await ask({ query: "bauamt muster" })).toEqual(town);
    expect(await ask({ query: "Stadt Musterlingen" })).toEqual(town);
    expect(await ask({ query: "Muster" })).toEqual(undecided);
    expect(await ask({ query: "Standesamt" })).toEqual(undecided);
  });

  it("is found by service and place, each by its key or its name, or by postcode", async () => {
    for (const service of ["99012001000001", "baugenehmigung"])
      for (const place of ["089990001001", "Musterlingen", "musterlingen", "78999"])
        expect(await ask({ service, place }), `${service} ${place}`).toEqual(town);
    expect(await ask({ service: "99107005012000", place: "Musterhausen" })).toEqual({
      kind: "one",
      domain: "kreis.example",
    });
    for (const nothing of [
      { service: "Baugenehmigung", place: "Nirgendwo" },
      { service: "Hundefriseur", place: "Musterlingen" },
      { service: "99012001000001", place: "099990002001" },
      { service: "99999999999999", place: "089990001001" },
    ])
      expect(await ask(nothing), JSON.stringify(nothing)).toEqual(undecided);
  });

  it("given both keys, the directory is asked for the route alone, and its signature must name them", async () => {
    const before = directory.asked.length;
    await ask({ service: "99012001000001", place: "089990001001" });
    expect(directory.asked.slice(before)).toEqual(["/routes?leikaKey=99012001000001&ars=089990001001&limit=20"]);
    const elsewhere = directory.asked.length;
    directory.tamper((path, answer) =>
      path === "/routes" ? JSON.parse(JSON.stringify(answer).replaceAll("stadt.example", "boese.example")) : answer,
    );
    expect(await ask({ service: "99012001000001", place: "089990001001" })).toEqual(undecided);
    expect(directory.asked.length).toBe(elsewhere + 1);
  });

  it("of a place is the one of exactly this name among several that begin with it, and none of two of one name", async () => {
    const places = (...names: readonly string[]) =>
      directory.tamper((path, answer) =>
        path === "/areas"
          ? {
              areas: names.map((name, at) => ({
                id: `${at}`,
                name,
                type: "Gemeinde",
                ars: at === 0 ? "089990001001" : null,
              })),
            }
          : answer,
      );
    const asked = { service: "99012001000001", place: "Neustadt" };
    places("Neustadt", "Neustadt an der Aisch");
    expect(await ask(asked)).toEqual(town);
    places("Neustadt am Rübenberge", "Neustadt an der Aisch");
    expect(await ask(asked)).toEqual(undecided);
    places("Neustadt", "Neustadt");
    expect(await ask(asked)).toEqual(undecided);
    // Another of this name may lie beyond what a directory answers at once.
    places("Neustadt", ...Array.from({ length: 19 }, (_, at) => `Neustadt ${at}`));
    expect(await ask(asked)).toEqual(undecided);
    places("Neustadt", ...Array.from({ length: 18 }, (_, at) => `Neustadt ${at}`));
    expect(await ask(asked)).toEqual(town);
  });

  it("is none where the answer is as long as it may be: others may be left out", async () => {
    const repeat = (times: number) =>
      directory.tamper((_path, answer) => {
        const { routes } = answer as { routes: readonly unknown[] };
        return { routes: Array.from({ length: times }, () => routes[0]) };
      });
    repeat(19);
    expect(await ask({ query: "Bauamt" })).toEqual(town);
    repeat(20);
    expect(await ask({ query: "Bauamt" })).toEqual(undecided);
  });

  it("is told apart from an answer that is none, and from a directory that is down", async () => {
    for (const path of ["/areas", "/services", "/routes"]) {
      directory.tamper((asked, answer) => (asked === path ? "<!doctype html>" : answer));
      expect(await ask({ service: "Baugenehmigung", place: "Musterlingen" }), path).toEqual({ kind: "unreadable" });
    }
    expect(await ask({ query: "Bauamt" })).toEqual(town);
    const down = await startDirectory({ bits: 3072 });
    const source = await readSource(down.file);
    await down.stop();
    const asked = findOneAgency(
      { source, fetch, nowMs: Date.now(), signal: new AbortController().signal },
      { service: "Baugenehmigung", place: "Musterlingen" },
    );
    expect(await asked.catch(errorCodeOf)).toBe("offline");
  });
});
