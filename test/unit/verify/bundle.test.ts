import { zipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { generateSigningKey, type SigningKey } from "../../../shared/crypto/index.ts";
import { readRoots } from "../../../shared/identity/index.ts";
import { unzipBundle, zipBundle } from "../../../shared/letter/index.ts";
import { explain, type Grounds, type Step, stepIds, verifyFile } from "../../../shared/verify/index.ts";
import { bundleFiles, makeBundle, makeSigner, type Signer, sealBundle, sentAtMs } from "../../fake/bundle.ts";
import { day } from "../../fake/pki/certificates.ts";
import { ed25519Spki, evidenceOf, makeChain, makeCrls, makeKeys } from "../../fake/pki/chain.ts";
import { pem } from "../../fake/pki/der.ts";

const attachment = new Uint8Array(Buffer.from("Bescheid über den Bauantrag"));
let citizen: Signer;
let agency: Signer;
let stranger: Signer;
let identity: SigningKey;
let grounds: Grounds;
const none: Grounds = { roots: [], atMs: null, nowMs: sentAtMs + day };

beforeAll(async () => {
  const keys = await makeKeys("P-256");
  identity = await generateSigningKey();
  const chain = await makeChain(keys, ed25519Spki(identity.publicKey));
  const evidence = [evidenceOf(chain, { crls: await makeCrls(keys, {}) })];
  [citizen, stranger] = [await makeSigner("erika"), await makeSigner("fremd")];
  agency = await makeSigner("bauamt", { identityKey: identity, evidence });
  grounds = { ...none, nowMs: sentAtMs + 2 * day, roots: readRoots(pem("CERTIFICATE", chain.root)) };
});

const failed = (steps: readonly Step[]) =>
  steps.filter(({ result }) => result === "failed").map((s) => `${s.about}: ${s.id}`);
const asked = { change: { acknowledgeBy: "2026-12-24" } } as const;
const confirmed = (day: string, by = citizen) => ({ by, kind: "acknowledged", says: day }) as const;
const judge = async (...wish: Parameters<typeof makeBundle>) => verifyFile(await makeBundle(...wish), grounds);

describe("an evidence bundle", () => {
  it("that is whole is valid, and says whose letter it is", async () => {
    const report = await judge({ from: agency, to: citizen, attachment, ...asked, answers: [confirmed("2026-11-24")] });
    expect(failed(report.steps)).toEqual([]);
    expect(report.verdict).toBe("valid");
    expect(report.statements.map(({ kind, by, organisation }) => [kind, by, organisation?.name])).toEqual([
      ["letter", agency.account, "Stadt Musterstadt"],
      ["submitted", agency.account, "Stadt Musterstadt"],
      ["provided", citizen.account, undefined],
      ["acknowledged", citizen.account, undefined],
    ]);
    // All steps but those of a person, and of documents that were signed by a certificate.
    const missing = stepIds.filter((id) => !report.steps.some((step) => step.id === id));
    expect(missing).toEqual(["person", "certified_key", "certified_account", "documents"]);
    expect(explain(report, "de")).toContain("Empfang bestätigt: @erika:example.org");
    expect(explain(report, "de")).toMatch(/^Gültig\n/);
    expect(explain(report, "en")).toMatch(/^Valid\n/);
  });

  it("is judged at a date: after its end, the agency's certificate no longer holds", async () => {
    const bundle = await makeBundle({ from: agency, to: citizen });
    const late = await verifyFile(bundle, { ...grounds, atMs: sentAtMs + 2000 * day, nowMs: sentAtMs + 2000 * day });
    expect(late.verdict).toBe("invalid");
    expect(late.steps.find(({ id, result }) => id === "organisation" && result === "failed")?.detail).toBe("expired");
    // Years later the letter still proves what it proved when it was signed.
    expect((await verifyFile(bundle, { ...grounds, nowMs: sentAtMs + 2000 * day })).verdict).toBe("valid");
  });

  it("without roots says that organisations were not checked", async () => {
    const report = await verifyFile(await makeBundle({ from: agency, to: citizen }), none);
    expect(report.verdict).toBe("valid");
    expect(report.steps.find(({ id }) => id === "organisation")).toMatchObject({ result: "noted", detail: "no_roots" });
    expect(report.statements[0]?.organisation).toBeNull();
  });

  it("with another attachment than was signed is invalid, without it that is noted", async () => {
    const other = await judge({ from: agency, to: citizen, attachment, delivered: Buffer.from("Etwas anderes") });
    expect(failed(other.steps)).toEqual(["letter: attachments"]);
    const without = await judge({ from: agency, to: citizen, attachment, delivered: null });
    expect(without.verdict).toBe("valid");
    expect(without.steps.find(({ id }) => id === "attachments")?.result).toBe("noted");
    const more = await judge({ from: agency, to: citizen, delivered: attachment });
    expect(failed(more.steps)).toEqual(["letter: attachments"]);
  });

  it("with a receipt of another letter, by the wrong side or by nobody in it is invalid", async () => {
    const of = async (receipt: object) => failed((await judge({ from: agency, to: citizen, receipt })).steps);
    expect(await of({ digest: "A".repeat(43) })).toEqual(["receipt 2: receipt_letter"]);
    expect(await of({ by: agency })).toEqual(["receipt 2: receipt_signer"]);
    expect(await of({ by: stranger })).toEqual(["receipt 2: receipt_signer"]);
    expect(await of({ kind: "submitted" })).toEqual(["receipt 2: receipt_signer"]);
  });

  it("with an answer that nobody asked for, a second one, or one for an impossible day is invalid", async () => {
    const of = async (answers: Parameters<typeof makeBundle>[0]["answers"], change: object = asked.change) =>
      failed((await judge({ from: agency, to: citizen, change, answers: answers ?? [] })).steps);
    const refused = { by: citizen, kind: "rejected", says: "Anlage fehlt" } as const;
    expect(await of([refused])).toEqual([]);
    expect(await of([confirmed("2026-11-24")], {})).toEqual(["receipt 3: receipt_signer"]);
    expect(await of([confirmed("2026-11-24", agency)])).toEqual(["receipt 3: receipt_signer"]);
    expect(await of([confirmed("2026-11-25")])).toEqual(["receipt 3: receipt_day"]);
    expect(await of([confirmed("2026-11-22")])).toEqual(["receipt 3: receipt_day"]);
    expect(await of([confirmed("2026-11-24"), refused])).toEqual(["receipt 4: receipt_once"]);
    expect(await of([confirmed("2026-11-24"), confirmed("2026-11-23")])).toEqual(["receipt 4: receipt_once"]);
    const reader = await makeSigner("erika", { rights: ["read"] });
    const byReader = await judge({ from: agency, to: reader, ...asked, answers: [confirmed("2026-11-24", reader)] });
    expect(failed(byReader.steps)).toEqual(["receipt 3: rights"]);
  });

  it("of a device that may not send, is not listed, had expired or is somebody else's is invalid", async () => {
    const from = async (signer: Promise<Signer> | Signer) =>
      failed((await judge({ from: await signer, to: citizen })).steps);
    expect(await from(makeSigner("leser", { rights: ["read"] }))).toEqual(["letter: rights"]);
    expect(await from(makeSigner("weg", { listed: false }))).toEqual(["letter: listed", "receipt 1: listed"]);
    expect(await from(makeSigner("alt", { notAfterMs: sentAtMs - 1 }))).toEqual(["letter: time", "receipt 1: time"]);
    // Renewed since, it goes on in old threads under the certificate that it had.
    const old = { notAfterMs: sentAtMs - 1, listedUntilMs: sentAtMs + 86_400_000 };
    expect(await from(makeSigner("erneuert", old))).toEqual([]);
    expect(await from(makeSigner("alt", { ...old, listedUntilMs: sentAtMs - 1 }))).toEqual([
      "letter: time",
      "receipt 1: time",
    ]);
    // What another identity says of the device is no renewal.
    const renewed = await makeSigner("fremd", { ...old, listedUntilMs: sentAtMs + 2 * 86_400_000 });
    const other = await makeSigner("fremd", old);
    expect(await from({ ...other, document: renewed.document })).toContain("letter: time");
    expect(await from({ ...agency, letterKey: stranger.letterKey })).toEqual(["letter: key", "receipt 1: key"]);
    expect((await from({ ...agency, document: stranger.document }))[0]).toBe("letter: document");
    expect((await from({ ...agency, certificate: stranger.certificate }))[0]).toBe("letter: certificate");
  });

  it("with a file that is missing, changed, or not listed is invalid", async () => {
    const files = await bundleFiles({ from: agency, to: citizen, attachment });
    const whole = unzipBundle(sealBundle(files));
    if (whole === null || whole === "repacked") throw new Error("the bundle cannot be read");
    const judged = async (change: (copy: Map<string, Uint8Array>) => void) => {
      const copy = new Map(whole);
      change(copy);
      return failed((await verifyFile(zipBundle(copy), grounds)).steps);
    };
    expect(await judged((copy) => copy.delete("receipts/2.json"))).toEqual(["bundle: files"]);
    expect(await judged((copy) => copy.set("protocol.html", Buffer.from("x")))).toEqual(["bundle: files"]);
    expect(await judged((copy) => copy.set("more.txt", Buffer.from("x")))).toEqual(["bundle: files"]);
    const listed = sealBundle(new Map(files).set("receipts/9.json", files.get("receipts/1.json")!));
    expect(failed((await verifyFile(listed, grounds)).steps)).toEqual(["bundle: files"]);
    expect(await judged((copy) => copy.delete("manifest.json"))).toEqual(["bundle: manifest"]);
  });

  it("that another program packed anew is not taken for the one that was issued", async () => {
    const files = await bundleFiles({ from: agency, to: citizen });
    const repacked = zipSync(Object.fromEntries(files), { level: 9, mtime: new Date(2026, 1, 1) });
    const report = await verifyFile(repacked, grounds);
    expect(report.verdict).toBe("invalid");
    expect(report.steps).toMatchObject([{ id: "container", detail: "repacked" }]);
  });
});

describe("a file of a bundle by itself", () => {
  it("is verified too: a letter, and a receipt", async () => {
    const files = await bundleFiles({ from: agency, to: citizen, attachment });
    for (const path of ["letter.json", "receipts/1.json", "receipts/2.json"]) {
      expect((await verifyFile(files.get(path)!, grounds)).verdict, path).toBe("valid");
    }
  });

  it.each(["", "{}", "no json", "PK nothing", '{"letter":"a","certificate":"b","document":"c","more":1}'])(
    "that says %j is unreadable",
    async (text) => expect((await verifyFile(Buffer.from(text), grounds)).verdict).toBe("unreadable"),
  );
});
