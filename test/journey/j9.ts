import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JourneyOptions } from "../../scripts/journeys.ts";
import { pack, packageDir, packages } from "../../scripts/pack.ts";
import { openAuthority } from "./authority.ts";
import { walk } from "./journey.ts";
import type { Scene } from "./scene.ts";
import { believe, installCertificate, removeCertificate, requestFor } from "./steps/evidence.ts";
import {
  addToAnswer,
  answer,
  askToAcknowledge,
  chooseThread,
  confirmReceipt,
  openInbox,
  openNewest,
  seeReceipts,
  sendNow,
  writeLetter,
} from "./steps/letters.ts";
import { approve, sayYes, seeQuestion } from "./steps/portal.ts";
import { agency, seeWhoItIs } from "./steps/trust.ts";

/**
 * J9: an agency installs a certificate, its letter shows whose it is, the citizen saves the proof of it, and anybody verifies that
 * proof offline with the published tool; a changed one is refused.
 */
export const walkJ9 = (options: JourneyOptions): Promise<void> =>
  walk("J9", options, async (scene) => {
    const { clerk, narrator } = scene;
    const authority = await openAuthority(join(scene.dir, "authority"));
    await narrator.step("The clerk believes the authority, after comparing its fingerprint", () =>
      believe(clerk, authority, narrator),
    );
    await narrator.step(
      "The clerk asks for a certificate, the authority issues it, the clerk installs it",
      async () => {
        const request = await readFile(await requestFor(clerk, agency));
        const files = await authority.issue(request, agency);
        await installCertificate(clerk, files, narrator);
      },
    );
    await narrator.step("The citizen believes the authority too", () => believe(scene.citizen, authority, narrator));
    const signed = await signForPortal(scene);
    const proof = await exchangeLetters(scene);
    await fillInForm(scene);
    await narrator.step("The clerk removes the certificate; the proof of the letter needs it no longer", () =>
      removeCertificate(clerk, narrator),
    );
    await askWithoutCertificate(scene);
    await verifyOffline(scene, { proof, roots: authority.rootFile });
    await verifySignature(scene, { ...signed, roots: authority.rootFile });
  });

const reason = "Ich schließe den Erschließungsvertrag";

/** The clerk signs a contract on a portal's page, by the certificate; answers the files that the portal keeps. */
async function signForPortal({ clerk, portal, narrator, dir }: Scene) {
  const page = await narrator.step("The clerk opens a page that asks for a signature by certificate", async () => {
    const opened = await clerk.browser.open(`${portal.url}sign?certificate=only`);
    await opened.see({ testId: "sign-state", data: { state: "connected" } });
    await opened.click({ testId: "sign" });
    await approve(clerk, { kind: "access", origin: portal.origin, shows: [] }, narrator);
    return opened;
  });
  return narrator.step("The window shows whose certificate signs and until when; the clerk signs", async () => {
    const shows = [reason, agency.organisation, clerk.userId] as const;
    const consent = await seeQuestion(clerk, { kind: "sign", origin: portal.origin, shows });
    await consent.see({ testId: "signing-certificate", text: agency.organisation });
    await narrator.picture(consent, "sign-by-certificate");
    await sayYes(consent);
    await page.see({ testId: "sign-state", data: { state: "valid" } });
    const [signature] = portal.certified;
    if (signature === undefined) throw new Error("The portal got no signature by certificate");
    const [signatureFile, documentFile] = [join(dir, "signature.json"), join(dir, "contract.pdf")];
    await writeFile(signatureFile, signature);
    await writeFile(documentFile, new Uint8Array(await (await fetch(`${portal.url}contract.pdf`)).arrayBuffer()));
    return { signatureFile, documentFile };
  });
}

async function askWithoutCertificate({ clerk, portal, narrator }: Scene): Promise<void> {
  await narrator.step("A page that takes nothing else learns it from the clerk alone, who is told why", async () => {
    const page = await clerk.browser.open(`${portal.url}sign?certificate=only`);
    await page.see({ testId: "sign-state", data: { state: "connected" } });
    await page.click({ testId: "sign" });
    const consent = await seeQuestion(clerk, { kind: "sign", origin: portal.origin, shows: [reason] });
    await consent.see({ testId: "certificate-fault", data: { kind: "none" } });
    await narrator.picture(consent, "sign-without-certificate");
    await sayYes(consent);
    await page.see({ testId: "sign-state", data: { state: "no_certificate" } });
  });
}

interface SignedFiles {
  readonly signatureFile: string;
  readonly documentFile: string;
  readonly roots: string;
}

async function verifySignature({ dir, narrator }: Scene, { signatureFile, documentFile, roots }: SignedFiles) {
  const empty = join(dir, "anybody");
  await narrator.step("The portal's signature is verified offline, and refused over a changed document", async () => {
    const whole = await federpostVerify(empty, [signatureFile, documentFile, "--roots", roots]);
    if (whole.code !== 0 || !whole.said.includes(agency.organisation) || !whole.said.includes(reason))
      throw new Error(`The tool says ${whole.code}: ${whole.said}`);
    const bytes = await readFile(documentFile);
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    const changed = join(empty, "changed.pdf");
    await writeFile(changed, bytes);
    const other = await federpostVerify(empty, [signatureFile, changed, "--roots", roots]);
    if (other.code !== 1) throw new Error(`The tool says ${other.code}: ${other.said}`);
  });
}

const subject = "Anfrage zum Flurstück 7";

async function exchangeLetters({ citizen, clerk, narrator }: Scene): Promise<string> {
  const inbox = await openInbox(citizen);
  await narrator.step("The citizen writes, the clerk answers", async () => {
    await writeLetter(inbox, clerk.userId, { subject, text: "Darf ich dort bauen?", files: [] });
    const office = await openInbox(clerk);
    await chooseThread(office, subject);
    await openNewest(office);
    await askToAcknowledge(office, "24.12.2099");
    await addToAnswer(office, "Call back");
    await answer(office, "Ja. Der Bauvorbescheid ist hiermit erteilt.");
  });
  await narrator.step("The citizen sees the agency's proved name, whose word it is, and since when", async () => {
    await openNewest(inbox);
    await narrator.picture(inbox, "verified-name");
    await seeWhoItIs(inbox, narrator, null);
  });
  await narrator.step("The citizen confirms receipt, as the agency asks", async () => {
    await narrator.picture(inbox, "asked-to-confirm");
    await confirmReceipt(inbox);
  });
  await narrator.step("The citizen works out the period for an objection", async () => {
    await inbox.click({ css: "[data-testid=deadlines] summary", which: "last" });
    await inbox.see({ testId: "period-end", which: "last" });
  });
  return narrator.step("The citizen saves the proof of the letter", async () => {
    await seeReceipts(inbox, ["retrieved", "acknowledged"]);
    await narrator.picture(inbox, "receipts-and-period");
    const saved = await citizen.browser.download(() => inbox.click({ testId: "export-proof", which: "last" }));
    // What the file can be used for, and by whom.
    await inbox.see({ testId: "proof-hint", text: "kann den Brief lesen" });
    await narrator.picture(inbox, "proof-saved");
    return saved;
  });
}

/** The clerk's letter asks for a form: the citizen fills it in, the clerk reads checked answers and says where the matter stands. */
async function fillInForm({ citizen, clerk, narrator }: Scene): Promise<void> {
  const [inbox, office] = [await openInbox(citizen), await openInbox(clerk)];
  await chooseThread(inbox, subject);
  await narrator.step("The citizen fills in the form that the agency asks for; what is missing is said", async () => {
    await inbox.click({ testId: "send" });
    await inbox.see({ testId: "mend" });
    await narrator.picture(inbox, "form-with-a-gap");
    await inbox.fill({ testId: "field-phone" }, "01234 567890");
    await inbox.fill({ testId: "field-day" }, "24.12.2099");
    await inbox.click({ testId: "send" });
    await inbox.see({ testId: "answers", data: { valid: "true" } });
    await sendNow(inbox);
  });
  await narrator.step("The clerk reads the answers, which fit the form, and says where the matter stands", async () => {
    await chooseThread(office, subject);
    await openNewest(office);
    await office.see({ testId: "answers", text: "01234 567890", data: { valid: "true" } });
    await narrator.picture(office, "answers");
    await addToAnswer(office, "In progress");
    await narrator.picture(office, "asking");
    await answer(office, "Wir rufen Sie an.");
  });
  await narrator.step("The citizen sees the status of the application", async () => {
    await openNewest(inbox);
    await inbox.see({ testId: "application-status", text: "In Bearbeitung" });
    await narrator.picture(inbox, "application-status");
  });
}

interface Verified {
  readonly code: number | null;
  readonly said: string;
}

/** Runs the packed tool where nothing else is. */
async function federpostVerify(dir: string, args: readonly string[]): Promise<Verified> {
  const tool = join(packageDir("verify"), "cli.js");
  const child = spawn(process.execPath, [tool, "verify", ...args], { cwd: dir, env: { PATH: "" } });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (said += String(bytes)));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, said };
}

async function verifyOffline(
  { dir, narrator }: Scene,
  { proof, roots }: { readonly proof: string; readonly roots: string },
): Promise<void> {
  const published = packages.find(({ name }) => name === "verify");
  if (published === undefined) throw new Error("There is no package verify");
  await pack(published);
  const empty = join(dir, "anybody");
  await mkdir(empty, { recursive: true });
  await narrator.step("Anybody verifies it offline, in German and in English", async () => {
    for (const language of ["de", "en"]) {
      const { code, said } = await federpostVerify(empty, [proof, "--roots", roots, "--lang", language]);
      const confirmed = language === "de" ? "Empfang bestätigt" : "Acknowledged";
      if (code !== 0 || !said.includes(agency.organisation) || !said.includes(confirmed))
        throw new Error(`The tool says ${code}: ${said}`);
    }
  });
  await narrator.step("A proof in which one byte was changed is refused", async () => {
    const bytes = await readFile(proof);
    const at = bytes.length >> 1;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    const changed = join(empty, "changed.zip");
    await writeFile(changed, bytes);
    const { code, said } = await federpostVerify(empty, [changed, "--roots", roots]);
    if (code !== 1 && code !== 2) throw new Error(`The tool says ${code}: ${said}`);
  });
}
