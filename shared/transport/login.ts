import * as v from "valibot";
import { type Clock, type DeviceId, FederpostError, labelled } from "../base/index.ts";
import { errorFor, type Refusal, readAnswer } from "./answer.ts";
import { httpRequest, v3 } from "./call.ts";
import { exchange, type Fetch } from "./http.ts";
import type { JsonObject } from "./json.ts";
import { count, deviceId, shaped, token, userId } from "./schema.ts";
import type { Session } from "./session.ts";
import { expiry } from "./tokens.ts";

/** What the homeserver lets somebody in for. */
export type LoginProof =
  | {
      readonly kind: "password";
      /** Local part or whole user id. */
      readonly user: string;
      readonly password: string;
    }
  /** The token that the homeserver handed out after a login at an identity provider. It is good once, for minutes. */
  | { readonly kind: "token"; readonly token: string };

export interface LoginRequest {
  /** From discoverHomeserver. */
  readonly baseUrl: string;
  readonly proof: LoginProof;
  /** Shown in the account's device list at the homeserver. */
  readonly deviceName: string;
  /** Given to come back as the same device; its keys and to-device inbox are then still there. */
  readonly deviceId?: DeviceId;
  readonly clock: Clock;
  readonly fetch?: Fetch;
  readonly signal?: AbortSignal;
}

const loginAnswer = v.object({
  user_id: userId,
  device_id: deviceId,
  access_token: token,
  refresh_token: v.optional(token),
  expires_in_ms: v.optional(count),
});

/**
 * Signs in. Throws `wrong_password` or `login_refused` (the token was used, is too old or another server's), `not_permitted`
 * (account locked or closed), `unsupported` (no such login here), `rate_limited`. Never repeated by itself: servers count
 * wrong guesses.
 */
export async function login(request: LoginRequest): Promise<Session> {
  const body = {
    ...proofBody(request.proof),
    initial_device_display_name: request.deviceName,
    refresh_token: true,
    ...(request.deviceId !== undefined && { device_id: request.deviceId }),
  };
  const call = { method: "POST", path: v3("login"), body, repeat: "never", signal: request.signal ?? null } as const;
  const http = httpRequest(call, { baseUrl: request.baseUrl, token: null });
  const answer = readAnswer(await exchange(http, request.fetch));
  if (answer.kind === "refused") throw loginError(answer.refusal, request.proof);
  return sessionFrom(shaped(loginAnswer, answer.json), request);
}

const proofBody = (proof: LoginProof): JsonObject =>
  proof.kind === "token"
    ? { type: "m.login.token", token: proof.token }
    : {
        type: "m.login.password",
        identifier: { type: "m.id.user", user: proof.user },
        password: proof.password,
      };

function loginError(refusal: Refusal, { kind }: LoginProof): FederpostError {
  if (refusal.errcode !== "M_FORBIDDEN") return errorFor(refusal);
  return kind === "password"
    ? new FederpostError("wrong_password", "The homeserver does not accept this name and password.")
    : new FederpostError("login_refused", "The homeserver does not accept this login any more. Begin it anew.");
}

function sessionFrom(granted: v.InferOutput<typeof loginAnswer>, request: LoginRequest): Session {
  // Another device id would take over another device's identity here.
  if (request.deviceId !== undefined && granted.device_id !== request.deviceId) {
    throw new FederpostError("invalid_response", "The homeserver signed in another device than the one asked for.");
  }
  const session = {
    baseUrl: request.baseUrl,
    userId: granted.user_id,
    deviceId: granted.device_id,
    accessToken: granted.access_token,
    refreshToken: granted.refresh_token ?? null,
    expiresAtMs: expiry(request.clock, granted.expires_in_ms),
  };
  return labelled(session, "session");
}
