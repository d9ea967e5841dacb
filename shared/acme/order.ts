import * as v from "valibot";
import { fromBase64, toBase64Url } from "../base/index.ts";
import { bindExternalAccount } from "../crypto/index.ts";
import type { Enrolment } from "./enrolment.ts";
import { AcmeError } from "./failure.ts";
import { failureOf, parseProblem } from "./problem.ts";
import { type AcmeRequest, type AcmeSession, type AcmeWorld, jsonOf, retryAfterMs } from "./session.ts";

/** Account, order, challenge, certificate (RFC 8555 section 7), in the order in which they come. */

const url = v.pipe(v.string(), v.url(), v.regex(/^https?:/));
const orderSchema = v.object({
  status: v.picklist(["pending", "ready", "processing", "valid", "invalid"]),
  authorizations: v.pipe(v.array(url), v.minLength(1), v.maxLength(20)),
  finalize: url,
  certificate: v.optional(url),
  expires: v.optional(v.string()),
  error: v.optional(v.unknown()),
});
const challengeSchema = v.object({
  type: v.string(),
  url,
  status: v.optional(v.string(), "pending"),
  token: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{16,200}$/))),
  error: v.optional(v.unknown()),
});
const authorizationSchema = v.object({
  status: v.string(),
  challenges: v.pipe(v.array(v.unknown()), v.maxLength(50)),
});

type Order = v.InferOutput<typeof orderSchema>;

interface Line {
  readonly session: AcmeSession;
  readonly world: AcmeWorld;
  readonly account: string;
}

const read = <T>(schema: v.GenericSchema<unknown, T>, json: unknown): T => {
  const parsed = v.safeParse(schema, json);
  if (!parsed.success) throw new AcmeError("refused");
  return parsed.output;
};

/** The account's address: a new one, or the one that this key has already. @throws AcmeError */
export async function openAccount(session: AcmeSession, enrolment: Enrolment): Promise<string> {
  const { newAccount, meta } = session.directory;
  const { eab, contact } = enrolment;
  if (meta.externalAccountRequired && eab === null) throw new AcmeError("eab_required");
  const bound = eab === null ? null : await bindExternalAccount(session.key, { ...eab, url: newAccount });
  if (eab !== null && bound === null) throw new AcmeError("eab_refused");
  const answer = await session.send({
    url: newAccount,
    payload: {
      termsOfServiceAgreed: enrolment.termsAgreed,
      ...(contact !== null && { contact: [`mailto:${contact}`] }),
      ...(bound !== null && { externalAccountBinding: bound }),
    },
    signer: { kind: "key" },
    stage: eab === null ? "account" : "account_with_eab",
  });
  const account = answer.headers.get("location");
  if (account === null || !URL.canParse(account)) throw new AcmeError("refused");
  return account;
}

/**
 * Orders a certificate for one domain. `csr` is DER. Answers the chain in DER, the holder's certificate first.
 * The web server answers the challenge by itself: each token with the account key's thumbprint. @throws AcmeError
 */
export async function orderCertificate(
  line: Line,
  about: { readonly domain: string; readonly csr: Uint8Array },
): Promise<readonly Uint8Array[]> {
  const { session, account } = line;
  const placed = await session.send({
    url: session.directory.newOrder,
    payload: { identifiers: [{ type: "dns", value: about.domain }] },
    signer: { kind: "account", url: account },
    stage: "order",
  });
  const address = placed.headers.get("location");
  if (address === null || !URL.canParse(address)) throw new AcmeError("refused");
  const order = read(orderSchema, jsonOf(placed));
  const orderIs = (isSo: (order: Order) => boolean) => until(line, { address, schema: orderSchema, isSo });
  if (order.status === "pending") for (const each of order.authorizations) await authorize(line, each);
  holdsStill(await orderIs(({ status }) => status !== "pending"));
  await post(line, { url: order.finalize, payload: { csr: toBase64Url(about.csr) }, stage: "finalize" });
  const done = await orderIs(({ status }) => status !== "ready" && status !== "processing");
  holdsStill(done);
  if (done.certificate === undefined) throw new AcmeError("certificate_unreadable");
  return download(line, done.certificate);
}

type Request = Pick<AcmeRequest, "url" | "payload" | "stage">;

const post = (line: Line, request: Request) =>
  line.session.send({ ...request, signer: { kind: "account", url: line.account } });

/** @throws AcmeError when the order has failed: because of a problem that it names, or because its time ran out. */
function holdsStill(order: Order): void {
  if (order.status !== "invalid") return;
  const problem = parseProblem(order.error);
  if (problem !== null) throw new AcmeError(failureOf(problem, "finalize"), { said: problem.said });
  throw new AcmeError("order_expired");
}

async function authorize(line: Line, address: string): Promise<void> {
  const { status, challenges } = read(
    authorizationSchema,
    jsonOf(await post(line, { url: address, payload: null, stage: "challenge" })),
  );
  // An authority may remember an earlier validation (section 7.1.3).
  if (status === "valid") return;
  const challenge = challengesIn(challenges).find(({ type, token }) => type === "http-01" && token !== undefined);
  if (challenge === undefined) throw new AcmeError("no_http_challenge");
  await post(line, { url: challenge.url, payload: {}, stage: "challenge" });
  const isSo = (now: { readonly status: string }) => now.status !== "pending";
  const after = await until(line, { address, schema: authorizationSchema, isSo });
  if (after.status === "valid") return;
  if (after.status === "expired" || after.status === "deactivated" || after.status === "revoked")
    throw new AcmeError("order_expired");
  const failed = challengesIn(after.challenges).find(({ error }) => error !== undefined);
  const problem = parseProblem(failed?.error);
  throw problem === null
    ? new AcmeError("challenge_wrong")
    : new AcmeError(failureOf(problem, "challenge"), { said: problem.said });
}

const challengesIn = (all: readonly unknown[]) =>
  all.map((each) => v.safeParse(challengeSchema, each)).flatMap((each) => (each.success ? [each.output] : []));

const longestWaitMs = 300_000;

interface Awaited<T> {
  readonly address: string;
  readonly schema: v.GenericSchema<unknown, T>;
  readonly isSo: (value: T) => boolean;
}

/** Asks again until something is so; as often as the authority wants, or each second and then slower. */
async function until<T>(line: Line, { address, schema, isSo }: Awaited<T>): Promise<T> {
  const { world } = line;
  for (let [waitedMs, pauseMs] = [0, 1000]; waitedMs <= longestWaitMs; pauseMs = Math.min(pauseMs * 2, 30_000)) {
    const answer = await post(line, { url: address, payload: null, stage: "challenge" });
    const value = read(schema, jsonOf(answer));
    if (isSo(value)) return value;
    const ms = Math.min(retryAfterMs(answer.headers, world.now()) ?? pauseMs, longestWaitMs);
    await world.wait(ms);
    waitedMs += Math.max(ms, 1);
  }
  throw new AcmeError("too_slow");
}

const block = /-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g;

async function download(line: Line, address: string): Promise<readonly Uint8Array[]> {
  const { text } = await line.session.send({
    url: address,
    payload: null,
    signer: { kind: "account", url: line.account },
    stage: "finalize",
    accept: "application/pem-certificate-chain",
  });
  const chain = [...text.matchAll(block)].map(([, body = ""]) => fromBase64(body.replace(/\s/g, "")));
  const read = chain.filter((der) => der !== null);
  if (read.length === 0 || read.length !== chain.length) throw new AcmeError("certificate_unreadable");
  return read;
}
