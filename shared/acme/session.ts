import * as v from "valibot";
import { utf8 } from "../base/index.ts";
import { type AcmeSigner, type EcKey, signAcmeRequest } from "../crypto/index.ts";
import { AcmeError } from "./failure.ts";
import { failureOf, parseProblem, type Stage } from "./problem.ts";

/** Requests of RFC 8555 section 6: signed, each with a nonce, refused nonces tried again. */

/** What an enrolment needs of its surroundings. */
export interface AcmeWorld {
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

const url = v.pipe(v.string(), v.url(), v.regex(/^https?:/));

const directorySchema = v.object({
  newNonce: url,
  newAccount: url,
  newOrder: url,
  meta: v.optional(v.object({ externalAccountRequired: v.optional(v.boolean(), false) }), {}),
});

export type Directory = v.InferOutput<typeof directorySchema>;

const longestAnswer = 200_000;
const requestMs = 30_000;
/** The authority may refuse a nonce that it gave (section 6.5); so many times in a row means something else. */
const mostNonces = 25;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The JSON of an answer; undefined when it is none. */
export function jsonOf({ text }: Pick<Answer, "text">): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How long the authority asks to wait (RFC 9110 section 10.2.3), in milliseconds; null when it does not say. */
export function retryAfterMs(headers: Headers, nowMs: number): number | null {
  const text = headers.get("retry-after");
  if (text === null) return null;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

export interface AcmeRequest {
  readonly url: string;
  /** Null: POST-as-GET. */
  readonly payload: object | null;
  readonly signer: AcmeSigner;
  readonly stage: Stage;
  readonly accept?: string;
}

/** A line to one authority with one account key. */
export class AcmeSession {
  readonly directory: Directory;
  readonly key: EcKey;
  readonly #world: AcmeWorld;
  #nonce: string | null = null;

  private constructor(directory: Directory, key: EcKey, world: AcmeWorld) {
    this.directory = directory;
    this.key = key;
    this.#world = world;
  }

  /** Reads the authority's directory. @throws AcmeError `ca_unreachable`, `ca_error`, `not_a_directory` */
  static async open(address: string, key: EcKey, world: AcmeWorld): Promise<AcmeSession> {
    const answer = await ask(world, address, {});
    if (answer.status >= 500) throw new AcmeError("ca_error");
    const parsed = v.safeParse(directorySchema, jsonOf(answer));
    if (answer.status !== 200 || !parsed.success) throw new AcmeError("not_a_directory");
    return new AcmeSession(parsed.output, key, world);
  }

  /** Sends a signed request until its nonce is taken. @throws AcmeError what the authority complains of */
  async send(request: AcmeRequest): Promise<Answer> {
    for (let round = 0; round < mostNonces; round++) {
      const answer = await this.#sendOnce(request);
      if (answer.status < 400) return answer;
      const problem = parseProblem(jsonOf(answer));
      if (problem?.name !== "badNonce") throw this.#complaint(answer, request.stage);
    }
    throw new AcmeError("nonce_refused");
  }

  async #sendOnce({ url: to, payload, signer, accept }: AcmeRequest): Promise<Answer> {
    const nonce = this.#nonce ?? (await this.#freshNonce());
    this.#nonce = null;
    const content = payload === null ? new Uint8Array() : utf8(JSON.stringify(payload));
    const jws = await signAcmeRequest(this.key, { url: to, nonce, payload: content, signer });
    const headers = { "content-type": "application/jose+json", ...(accept !== undefined && { accept }) };
    const answer = await ask(this.#world, to, { method: "POST", headers, body: JSON.stringify(jws) });
    this.#nonce = answer.headers.get("replay-nonce");
    return answer;
  }

  async #freshNonce(): Promise<string> {
    const { headers, status } = await ask(this.#world, this.directory.newNonce, { method: "HEAD" });
    const nonce = headers.get("replay-nonce");
    if (nonce === null || !/^[A-Za-z0-9_-]+$/.test(nonce))
      throw new AcmeError(status >= 500 ? "ca_error" : "not_a_directory");
    return nonce;
  }

  #complaint(answer: Answer, stage: Stage): AcmeError {
    const now = this.#world.now();
    const wait = retryAfterMs(answer.headers, now);
    const retryAtMs = wait === null ? null : now + wait;
    const problem = parseProblem(jsonOf(answer));
    if (problem !== null) return new AcmeError(failureOf(problem, stage), { said: problem.said, retryAtMs });
    if (answer.status === 429) return new AcmeError("rate_limited", { retryAtMs });
    return new AcmeError(answer.status >= 500 ? "ca_error" : "refused", { retryAtMs });
  }
}

/** One request. Follows no redirect: what is signed names its address. */
async function ask({ fetch }: AcmeWorld, to: string, init: RequestInit): Promise<Answer> {
  try {
    const options = { credentials: "omit", redirect: "error", cache: "no-store" } as const;
    const answer = await fetch(to, { ...options, ...init, signal: AbortSignal.timeout(requestMs) });
    const text = await answer.text();
    if (text.length > longestAnswer) throw new AcmeError("not_a_directory");
    return { status: answer.status, headers: answer.headers, text };
  } catch (error) {
    throw error instanceof AcmeError ? error : new AcmeError("ca_unreachable");
  }
}
