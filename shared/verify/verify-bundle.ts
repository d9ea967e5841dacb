import { parseUserId } from "../base/index.ts";
import { digestOf } from "../crypto/index.ts";
import { isOwnToken, loginMsOf, type OidcRefusal, parseOidcEvidence, verifyOidcEvidence } from "../identity/index.ts";
import {
  type BundleFiles,
  bundlePaths,
  isAnswer,
  type Letter,
  mayState,
  parseEvidence,
  parseManifest,
  parseProof,
  statesPossibleDay,
  unzipBundle,
} from "../letter/index.ts";
import { failedStep, type NamedPerson, type Report, type Statement, type Step } from "./report.ts";
import { type Grounds, type Judged, stepWriter, verifyProof } from "./verify-proof.ts";
import { parseSignatureFile, verifySignature } from "./verify-signature.ts";

const unreadable: Report = { verdict: "unreadable", statements: [], steps: [] };

/** Whether bytes begin like a ZIP file. */
const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

/**
 * Verifies what somebody was handed: an evidence bundle, or a letter or receipt with its certificate and document as JSON
 * (a file of a bundle), or a signature over documents as JSON, with these beside it. Reads no clock, asks nobody, and throws for no input.
 */
export async function verifyFile(
  bytes: Uint8Array,
  grounds: Grounds,
  documents: readonly Uint8Array[] = [],
): Promise<Report> {
  const signature = parseSignatureFile(bytes);
  if (signature !== null) return verifySignature(signature, documents, grounds);
  // Whoever gives documents beside something else would take them for checked.
  if (documents.length > 0) return unreadable;
  if (isZip(bytes)) return verifyBundle(bytes, grounds);
  const proof = parseProof(bytes);
  if (proof === null) return unreadable;
  const judged = await verifyProof(proof, "letter" in proof ? "letter" : "receipt 1", grounds);
  const attachments = judged.letter?.attachments ?? [];
  const missing: Step = { id: "attachments", about: "letter", result: "noted", detail: "not_included" };
  return conclude([...judged.steps, ...(attachments.length > 0 ? [missing] : [])], [judged]);
}

const conclude = (steps: readonly Step[], judged: readonly Judged[]): Report => ({
  verdict: failedStep(steps) ? "invalid" : "valid",
  statements: judged.map(({ statement }) => statement).filter((each): each is Statement => each !== null),
  steps,
});

async function verifyBundle(bytes: Uint8Array, grounds: Grounds): Promise<Report> {
  const files = unzipBundle(bytes);
  if (files === null) return unreadable;
  const steps: Step[] = [];
  const step = stepWriter(steps, "bundle");
  // What follows would judge parts that somebody may have chosen.
  if (files === "repacked") {
    step("container", false, "repacked");
    return conclude(steps, []);
  }
  step("container", true);
  if (!(await checkFiles(files, step))) return conclude(steps, []);
  const proof = parseProof(files.get(bundlePaths.letter));
  if (proof === null || !("letter" in proof)) {
    step("form", false);
    return conclude(steps, []);
  }
  const letter = await withPerson(await verifyProof(proof, "letter", grounds), files, grounds);
  const checked = letter.letter === null ? [] : [await checkAttachments(letter.letter, files)];
  const receipts = await verifyReceipts(files, letter, grounds);
  const all = [letter, ...receipts];
  return conclude([...steps, ...letter.steps, ...checked, ...receipts.flatMap((each) => each.steps)], all);
}

/** The manifest lists exactly the files that are there, each with its size and digest. */
async function checkFiles(files: BundleFiles, step: ReturnType<typeof stepWriter>): Promise<boolean> {
  const listed = parseManifest(files.get(bundlePaths.manifest));
  if (!step("manifest", listed !== null) || listed === null) return false;
  const named = new Set([bundlePaths.manifest, ...listed.map(({ path }) => path)]);
  let whole = named.size === files.size && listed.length === files.size - 1 && hasNothingElse(files);
  for (const { path, sizeBytes, sha256 } of listed) {
    const bytes = files.get(path);
    whole &&= bytes !== undefined && bytes.length === sizeBytes && (await digestOf(bytes)) === sha256;
  }
  return step("files", whole);
}

/** What no step below looks at has no place in a bundle: it would pass for checked. */
function hasNothingElse(files: BundleFiles): boolean {
  const known = new Set<string>([bundlePaths.manifest, bundlePaths.letter, bundlePaths.person, bundlePaths.protocol]);
  for (let i = 0; files.has(bundlePaths.receipt(i)); i++) known.add(bundlePaths.receipt(i));
  for (let i = 0; files.has(bundlePaths.attachment(i)); i++) known.add(bundlePaths.attachment(i));
  return [...files.keys()].every((path) => known.has(path));
}

/** The letter with what its writer has shown of who they are: about this account and key, and by a believed provider. */
async function withPerson(letter: Judged, files: BundleFiles, grounds: Grounds): Promise<Judged> {
  const file = files.get(bundlePaths.person);
  if (file === undefined) return letter;
  const steps = [...letter.steps];
  const step = stepWriter(steps, "letter");
  const verdict = await judgePerson(file, letter, grounds);
  if (typeof verdict === "string") {
    step("person", verdict === "no_issuers" ? "noted" : false, verdict);
    return { ...letter, steps };
  }
  step("person", true, `${verdict.name ?? verdict.issuer}, ${verdict.level}`);
  return { ...letter, steps, statement: letter.statement && { ...letter.statement, person: verdict } };
}

async function judgePerson(
  file: Uint8Array,
  { statement, identityKey }: Judged,
  { issuers = [], atMs, nowMs }: Grounds,
): Promise<NamedPerson | OidcRefusal | "not_theirs" | "no_issuers"> {
  const evidence = parseOidcEvidence(parseEvidence(file));
  const account = parseUserId(statement?.by ?? null);
  if (evidence === null || account === null || identityKey === null) return "not_theirs";
  if (!(await isOwnToken(evidence, { account, identityKey }))) return "not_theirs";
  if (issuers.length === 0) return "no_issuers";
  // Who logged in after the letter held the same key then; a login after the present never was.
  const sinceLogin = Math.max(statement?.claimedAtMs ?? nowMs, Math.min(loginMsOf(evidence) ?? 0, nowMs));
  const verdict = await verifyOidcEvidence(evidence, { issuers, account, identityKey, nowMs: atMs ?? sinceLogin });
  if (verdict.kind === "refused") return verdict.reason;
  const { name, level, issuer } = verdict.person;
  return { name, level, issuer };
}

async function checkAttachments({ attachments }: Letter, files: BundleFiles): Promise<Step> {
  const about = "letter";
  const given = [...files.keys()].filter((path) => path.startsWith("attachments/"));
  if (given.length === 0 && attachments.length > 0)
    return { id: "attachments", about, result: "noted", detail: "not_included" };
  let same = given.length === attachments.length;
  for (const [i, { sha256, sizeBytes }] of attachments.entries()) {
    const bytes = files.get(bundlePaths.attachment(i));
    same &&= bytes !== undefined && bytes.length === sizeBytes && (await digestOf(bytes)) === sha256;
  }
  return { id: "attachments", about, result: same ? "passed" : "failed", detail: null };
}

/** Each receipt by itself, and against the letter and the others: who may state it, for which day, and one answer only. */
async function verifyReceipts(files: BundleFiles, letter: Judged, grounds: Grounds): Promise<readonly Judged[]> {
  const all: Judged[] = [];
  const answered = new Map<string, string>();
  for (let i = 0; files.has(bundlePaths.receipt(i)); i++) {
    const about = `receipt ${i + 1}`;
    const steps: Step[] = [];
    const step = stepWriter(steps, about);
    const proof = parseProof(files.get(bundlePaths.receipt(i)));
    const judged = proof !== null && "receipt" in proof ? await verifyProof(proof, about, grounds) : null;
    const { receipt = null } = judged ?? {};
    if (judged === null) step("form", false);
    if (receipt !== null) {
      const { digest, thread, letter: id } = receipt;
      const content = letter.letter;
      step(
        "receipt_letter",
        digest === letter.statement?.letterDigest && id === content?.id && thread === content?.thread,
      );
      const isAuthor = receipt.by === content?.from;
      const isParty = isAuthor || content?.to.includes(receipt.by) === true;
      step(
        "receipt_signer",
        content !== null && isParty && mayState(receipt.kind, { by: receipt.by, letter: content }),
      );
      if (isAnswer(receipt.kind)) {
        step("receipt_day", content !== null && statesPossibleDay(receipt, content.sentAtMs), receipt.says ?? "");
        const answer = `${receipt.kind} ${receipt.says}`;
        step("receipt_once", (answered.get(receipt.by) ?? answer) === answer);
        answered.set(receipt.by, answer);
      }
    }
    all.push({
      statement: null,
      letter: null,
      identityKey: null,
      receipt,
      ...judged,
      steps: [...(judged?.steps ?? []), ...steps],
    });
  }
  return all;
}
