import * as v from "valibot";
import { type Clock, FederpostError, labelled, type Random } from "../base/index.ts";
import { errorFor, type MatrixAnswer, readAnswer } from "./answer.ts";
import { httpRequest, v3 } from "./call.ts";
import { exchange, type Fetch } from "./http.ts";
import { type Patience, withPatience } from "./patience.ts";
import { count, shaped, token } from "./schema.ts";
import type { Session } from "./session.ts";

const grantSchema = v.object({
  access_token: token,
  refresh_token: v.optional(token),
  expires_in_ms: v.optional(count),
});

// Renewing a little early spares a refused request; a wrong clock only makes it renew too often or after a refusal.
const earlyMs = 15_000;

export interface TokenSource {
  readonly session: Session;
  readonly onSessionChanged: (session: Session) => Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
  readonly patience: Patience;
  readonly fetch: Fetch | undefined;
}

/** Keeps the session's tokens fresh. One renewal runs at a time; all who need it wait for the same one. */
export class TokenKeeper {
  readonly #source: TokenSource;
  #session: Session;
  #renewal: Promise<Session> | null = null;

  constructor(source: TokenSource) {
    this.#source = source;
    this.#session = source.session;
  }

  /** An access token that should work now. Throws `signed_out` when none can be had. */
  async current(): Promise<string> {
    const { accessToken, expiresAtMs, refreshToken } = this.#session;
    const stale = expiresAtMs !== null && expiresAtMs - earlyMs < this.#source.clock.now();
    return stale && refreshToken !== null ? this.replace(accessToken) : accessToken;
  }

  /** A token other than `refused`, which the server does not accept any more. Throws `signed_out` when none can be had. */
  async replace(refused: string): Promise<string> {
    // Somebody else may have renewed it while the refused request was under way.
    if (this.#session.accessToken !== refused) return this.#session.accessToken;
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = null;
    });
    return (await this.#renewal).accessToken;
  }

  async #renew(): Promise<Session> {
    const { refreshToken } = this.#session;
    if (refreshToken === null) throw signedOut();
    const grant = grantFrom(await this.#ask(refreshToken));
    const renewed: Session = {
      ...this.#session,
      accessToken: grant.access_token,
      refreshToken: grant.refresh_token ?? refreshToken,
      expiresAtMs: expiry(this.#source.clock, grant.expires_in_ms),
    };
    const next = labelled(renewed, "session");
    // The old refresh token stays good until the new access token is first used: stored before used, nothing is lost.
    await this.#source.onSessionChanged(next);
    this.#session = next;
    return next;
  }

  /** Repeating is safe for the same reason: an unused answer does not spend the refresh token. */
  #ask(refreshToken: string): Promise<MatrixAnswer> {
    const { patience, random, fetch } = this.#source;
    const call = {
      method: "POST",
      path: v3("refresh"),
      body: { refresh_token: refreshToken },
      repeat: "idempotent",
    } as const;
    const request = httpRequest(call, { baseUrl: this.#session.baseUrl, token: null });
    const plan = { repeat: call.repeat, patience, random, signal: null };
    return withPatience(plan, async () => readAnswer(await exchange(request, fetch)));
  }
}

function grantFrom(answer: MatrixAnswer): v.InferOutput<typeof grantSchema> {
  if (answer.kind === "ok") return shaped(grantSchema, answer.json);
  const { status } = answer.refusal;
  throw status === 401 || status === 403 ? signedOut() : errorFor(answer.refusal);
}

const signedOut = () =>
  new FederpostError("signed_out", "The homeserver has ended this device's session. Sign in again.");

/** When a token granted now ends, by our clock; null when it does not. */
export const expiry = (clock: Clock, expiresInMs: number | undefined): number | null =>
  expiresInMs === undefined ? null : clock.now() + expiresInMs;
