import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type FaultProxy,
  type Homeserver,
  type HomeserverOptions,
  startHomeserver,
  startProxy,
} from "../../scripts/homeserver/index.ts";
import {
  type DeviceId,
  parseUserId,
  type RoomId,
  systemClock,
  systemRandom,
  type UserId,
} from "../../shared/base/index.ts";
import {
  createTransport,
  login,
  type Patience,
  type Session,
  type Transport,
  type TransportOptions,
} from "../../shared/transport/index.ts";

/** One try and no waiting: the test sees the failure itself. */
export const noPatience: Patience = { attempts: 1, firstDelayMs: 1, longestDelayMs: 1 };
export const quickPatience: Patience = { attempts: 4, firstDelayMs: 5, longestDelayMs: 5_000 };

export interface House {
  readonly server: Homeserver;
  readonly proxy: FaultProxy;
  account(name: string): Promise<Account>;
  close(): Promise<void>;
}

export interface Account {
  readonly userId: UserId;
  readonly password: string;
  signIn(options?: { deviceId?: DeviceId; through?: string }): Promise<Session>;
  device(options?: Partial<TransportOptions>): Promise<Transport>;
}

/** A real homeserver with a fault proxy before it. Accounts speak through the proxy. */
export async function openHouse(
  rateLimits: "real" | "raised",
  options: Pick<HomeserverOptions, "postgres"> = {},
): Promise<House> {
  const dir = await mkdtemp(join(tmpdir(), "federpost-transport-"));
  const server = await startHomeserver({ dir, rateLimits, ...options });
  const proxy = await startProxy({ target: server.url });
  return {
    server,
    proxy,
    account: (name) => openAccount({ server, proxy }, name),
    close: async () => {
      await proxy.stop();
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function openAccount({ server, proxy }: Pick<House, "server" | "proxy">, name: string): Promise<Account> {
  const password = `correct horse of ${name}`;
  const { userId } = await server.createUser({ user: name, password });
  const signIn: Account["signIn"] = ({ deviceId, through } = {}) =>
    login({
      baseUrl: through ?? proxy.url,
      proof: { kind: "password", user: name, password },
      deviceName: "Test device",
      clock: systemClock,
      ...(deviceId !== undefined && { deviceId }),
    });
  const device: Account["device"] = async (options) =>
    createTransport({
      session: await signIn(),
      onSessionChanged: async () => undefined,
      clock: systemClock,
      random: systemRandom,
      patience: noPatience,
      ...options,
    });
  return { userId: parseUserId(userId)!, password, signIn, device };
}

/** The error that `work` throws; fails the test when it throws none. */
export async function failureOf(
  work: Promise<unknown>,
): Promise<{ code: string; message: string; retryAfterMs: number | null }> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("value" in outcome) throw new Error(`Expected a failure, got ${JSON.stringify(outcome.value)}`);
  return outcome.error as { code: string; message: string; retryAfterMs: number | null };
}

/** A room of two that both have joined. */
export async function sharedRoom(first: Transport, second: Transport): Promise<RoomId> {
  const room = await first.createRoom({ invite: [second.userId], type: "de.federpost.thread" });
  await second.join(room);
  return room;
}
