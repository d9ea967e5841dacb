/**
 * The demo portal: the building office of an imaginary town, written against the SDK alone, and the small server it comes
 * from. The server also names the office's mailbox under /.well-known/federpost.json, signed by whoever starts it.
 */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { bundle } from "../../scripts/pack.ts";
import { conformanceFiles } from "../../scripts/portal/conformance-server.ts";
import {
  type DocumentVerdict,
  parseSignatureFile,
  type SignatureToVerify,
  verifyDocumentSignature,
  verifySignature,
} from "../../shared/verify/index.ts";
import { contractPdf } from "./contract-pdf.ts";
import { type EvidenceDesk, openEvidenceDesk } from "./evidence.ts";

const page = join(import.meta.dirname, "page");

export interface PortalOptions {
  /** 0 for any free port. */
  readonly port?: number;
  /** Body of /.well-known/federpost.json; null where the town has no mailbox. */
  readonly wellKnown?: string | null;
  /** Domain whose mailbox the form writes to; the portal's own where none is given. */
  readonly domain?: string;
  /** The pages of another portal; the building office's where none are given. */
  readonly pages?: ReadonlyMap<string, Answer>;
  /** What signatures sent to this portal must be over; the building contract where nothing is given. */
  readonly document?: Uint8Array;
}

export interface Portal {
  readonly origin: string;
  readonly url: string;
  /** What the server found of the signatures it was sent. */
  readonly verdicts: readonly DocumentVerdict[];
  /** Signatures by certificate as they were sent: the JSON. */
  readonly certified: readonly string[];
  /** Where people show who they are. */
  readonly evidence: EvidenceDesk;
  /** Changes what the domain says about its mailbox. */
  readonly setWellKnown: (body: string | null) => void;
  readonly stop: () => Promise<void>;
}

/** What the server answers under a path. */
export interface Answer {
  readonly type: string;
  readonly body: string | Uint8Array;
}

// The page needs nothing but its own files: a strict policy shows that the extension does not depend on a lax one.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'";

async function buildingOffice(): Promise<ReadonlyMap<string, Answer>> {
  const read = (name: string) => readFileSync(join(page, name), "utf8");
  const script = async (name: string) => ({ type: "text/javascript", body: await bundle(join(page, name)) });
  return new Map<string, Answer>([
    ["/", { type: "text/html; charset=utf-8", body: read("index.html") }],
    ["/find", { type: "text/html; charset=utf-8", body: read("find.html") }],
    ["/find.js", await script("find.ts")],
    ["/identity", { type: "text/html; charset=utf-8", body: read("identity.html") }],
    ["/identity.js", await script("identity.ts")],
    ["/sign", { type: "text/html; charset=utf-8", body: read("sign.html") }],
    ...(await conformanceFiles()),
    ["/portal.css", { type: "text/css", body: read("portal.css") }],
    ["/portal.js", await script("portal.ts")],
    ["/sign.js", await script("sign.ts")],
    ["/contract.pdf", { type: "application/pdf", body: contract }],
  ]);
}

const contract = contractPdf("Flurstueck 12/3, Am Markt");
const mostBytes = 1 << 20;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > mostBytes) throw new Error("the signature is too large");
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** What a portal's server does with a signature: it verifies it over its own copy of the document, without asking anybody. */
const verify = (body: string, document: Uint8Array): Promise<DocumentVerdict> =>
  verifyDocumentSignature(JSON.parse(body) as SignatureToVerify, [document]);

/** The same for a signature by certificate; the office compares the organisation's name by hand and gives no roots. */
async function verifyCertified(body: string, document: Uint8Array): Promise<"valid" | "invalid"> {
  const signature = parseSignatureFile(Buffer.from(body));
  if (signature === null) return "invalid";
  const report = await verifySignature(signature, [document], { roots: [], atMs: null, nowMs: Date.now() });
  return report.verdict === "valid" ? "valid" : "invalid";
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

/** Builds the page and serves it on loopback. */
export async function startPortal(options: PortalOptions = {}): Promise<Portal> {
  let wellKnown = options.wellKnown ?? null;
  const pages = options.pages ?? (await buildingOffice());
  const verdicts: DocumentVerdict[] = [];
  const certified: string[] = [];
  let origin = "";
  const evidence = openEvidenceDesk(() => origin);
  const answerTo = async (request: IncomingMessage): Promise<Answer | undefined> => {
    const { pathname } = new URL(request.url ?? "/", "http://portal");
    const json = (body: string): Answer => ({ type: "application/json", body });
    const domain = options.domain ?? request.headers.host ?? "";
    if (pathname === "/config.json") return json(JSON.stringify({ domain }));
    if (pathname === "/nonces" && request.method === "POST")
      return json(JSON.stringify({ nonce: evidence.makeNonce() }));
    if (pathname === "/evidence" && request.method === "POST")
      return json(JSON.stringify(await evidence.take(await bodyOf(request))));
    if (pathname === "/signatures" && request.method === "POST") {
      const body = await bodyOf(request);
      const document = options.document ?? contract;
      if (parseSignatureFile(Buffer.from(body))?.format === "jades-b") {
        certified.push(body);
        return json(JSON.stringify({ kind: await verifyCertified(body, document) }));
      }
      const verdict = await verify(body, document);
      verdicts.push(verdict);
      return json(JSON.stringify(verdict));
    }
    if (pathname === "/.well-known/federpost.json" && wellKnown !== null) return json(wellKnown);
    return pages.get(pathname);
  };
  const server = createServer(async (request, response) => {
    const answer = await answerTo(request).catch(
      (): Answer => ({ type: "application/json", body: '{"kind":"invalid"}' }),
    );
    response.setHeader("content-security-policy", policy);
    response.setHeader("cache-control", "no-store");
    // Mailboxes of any origin may ask whose mailbox this domain names.
    if (request.url?.startsWith("/.well-known/")) response.setHeader("access-control-allow-origin", "*");
    response.statusCode = answer === undefined ? 404 : 200;
    response.setHeader("content-type", answer?.type ?? "text/plain");
    response.end(answer?.body ?? "not here");
  });
  const port = await listen(server, options.port ?? 0);
  origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    url: `${origin}/`,
    verdicts,
    certified,
    evidence,
    setWellKnown: (body) => {
      wellKnown = body;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
