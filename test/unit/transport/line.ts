import { type FaultProxy, startProxy } from "../../../scripts/homeserver/index.ts";
import { parseDeviceId, parseUserId, systemClock, systemRandom } from "../../../shared/base/index.ts";
import { createTransport, type Patience, type Session, type Transport } from "../../../shared/transport/index.ts";

export const accessToken = "syt_secret_access_token";

export const session = (baseUrl: string): Session => ({
  baseUrl,
  userId: parseUserId("@anna:localhost")!,
  deviceId: parseDeviceId("ANNADEVICE")!,
  accessToken,
  refreshToken: null,
  expiresAtMs: null,
});

export const oneTry: Patience = { attempts: 1, firstDelayMs: 1, longestDelayMs: 1 };

/** A transport to `baseUrl`, where there may be no homeserver but only something that misbehaves. */
export const transportTo = (baseUrl: string, patience: Patience = oneTry): Transport =>
  createTransport({
    session: session(baseUrl),
    onSessionChanged: async () => undefined,
    clock: systemClock,
    random: systemRandom,
    patience,
  });

/** A fault proxy without a server behind it: every answer is the fault's. */
export const openLine = (): Promise<FaultProxy> => startProxy({ target: "http://127.0.0.1:9" });

/** At least so many random cases, and as many as a long run asks for. */
export const runs = (least: number) => ({ numRuns: Math.max(least, Number(process.env.FEDERPOST_RUNS ?? 0)) });

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs: number | null;
  readonly stack: string;
}

/** What `work` throws; fails the test when it throws nothing. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("value" in outcome) throw new Error(`Expected a failure, got ${JSON.stringify(outcome.value)}`);
  return outcome.error as Failure;
}
