import type * as v from "valibot";
import type { DeviceId, Random, UserId } from "../base/index.ts";
import { errorFor, type MatrixAnswer, type Refusal, readAnswer } from "./answer.ts";
import { type Call, httpRequest } from "./call.ts";
import { exchange, type Fetch, type HttpAnswer } from "./http.ts";
import { type Patience, unlessCancelled, withPatience } from "./patience.ts";
import { shaped } from "./schema.ts";
import { TokenKeeper, type TokenSource } from "./tokens.ts";

/** A signed-in device's line to its homeserver: adds the token, renews it, repeats what may be repeated. */
export class Connection {
  readonly userId: UserId;
  readonly deviceId: DeviceId;
  readonly #baseUrl: string;
  readonly #tokens: TokenKeeper;
  readonly #patience: Patience;
  readonly #random: Random;
  readonly #fetch: Fetch | undefined;

  constructor(source: TokenSource) {
    const { session } = source;
    this.userId = session.userId;
    this.deviceId = session.deviceId;
    this.#baseUrl = session.baseUrl;
    this.#tokens = new TokenKeeper(source);
    this.#patience = source.patience;
    this.#random = source.random;
    this.#fetch = source.fetch;
  }

  /** The answer's JSON in the shape of `schema`; throws for every refusal. */
  async ask<S extends v.GenericSchema>(schema: S, call: Call): Promise<v.InferOutput<S>> {
    const answer = await this.answer(call);
    if (answer.kind === "refused") throw errorFor(answer.refusal);
    return shaped(schema, answer.json);
  }

  /** Makes a call whose answer holds nothing of interest; throws for every refusal. */
  async tell(call: Call): Promise<void> {
    const answer = await this.answer(call);
    if (answer.kind === "refused") throw errorFor(answer.refusal);
  }

  /** As `ask`, but null where the server says that there is none (M_NOT_FOUND). */
  async askFor<S extends v.GenericSchema>(schema: S, call: Call): Promise<v.InferOutput<S> | null> {
    const answer = await this.answer(call);
    if (answer.kind === "ok") return shaped(schema, answer.json);
    if (isNotFound(answer.refusal)) return null;
    throw errorFor(answer.refusal);
  }

  /** The answer as Matrix; refusals other than a lost session are values. */
  async answer(call: Call): Promise<MatrixAnswer> {
    return this.#repeated(call, readAnswer);
  }

  /** The bytes of a download, or the refusal. */
  async download(call: Call): Promise<Uint8Array<ArrayBuffer> | Refusal> {
    return this.#repeated(call, (answer) => {
      if (answer.status === 200) return answer.bytes;
      const read = readAnswer(answer);
      return read.kind === "refused" ? read.refusal : answer.bytes;
    });
  }

  #repeated<T>(call: Call, read: (answer: HttpAnswer) => T): Promise<T> {
    const plan = { repeat: call.repeat, patience: this.#patience, random: this.#random, signal: call.signal ?? null };
    return withPatience(plan, async () => read(await this.#authorised(call)));
  }

  async #authorised(call: Call): Promise<HttpAnswer> {
    const signal = call.signal ?? null;
    const token = await unlessCancelled(this.#tokens.current(), signal);
    const answer = await this.#send(call, token);
    if (!endsSession(answer)) return answer;
    return this.#send(call, await unlessCancelled(this.#tokens.replace(token), signal));
  }

  #send(call: Call, token: string): Promise<HttpAnswer> {
    return exchange(httpRequest(call, { baseUrl: this.#baseUrl, token }), this.#fetch);
  }
}

export const isNotFound = (refusal: Refusal): boolean => refusal.status === 404 && refusal.errcode === "M_NOT_FOUND";

/** Whether the token is what the server objects to. With a refresh token left, even a "hard" logout is worth one try. */
function endsSession(answer: HttpAnswer): boolean {
  if (answer.status !== 401) return false;
  const read = readAnswer(answer);
  return read.kind === "refused" && read.refusal.errcode === "M_UNKNOWN_TOKEN";
}
