import { type Clock, FederpostError, type Random, type UserId } from "../base/index.ts";
import { createTransport, type Fetch, type Patience } from "../transport/index.ts";
import type { Vault } from "../vault/index.ts";
import { pollOnce } from "./park.ts";
import { type ReceiveListeners, type ReceivingDesk, receiveLoop } from "./receive-loop.ts";
import { letGoOfRun, type ProfileMode, setProfileMode, takeUpRun } from "./run.ts";
import { readSession } from "./session.ts";

/** What a locked mailbox goes on doing: it receives, as ciphertext, and opens nothing. */

export interface ParkingOptions extends ReceiveListeners {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch?: Fetch;
  readonly patience?: Patience;
  readonly profileMode?: ProfileMode;
  /** Something was parked. */
  readonly onParked: () => void;
}

/** A locked mailbox that receives. */
export interface Parking {
  readonly account: UserId;
  /** One /sync without waiting. For tests and headless use. */
  readonly round: () => Promise<void>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** Ends this device's session at the homeserver, for who cannot open the mailbox any more. */
  readonly logout: () => Promise<void>;
}

/**
 * Opens the receiving half of a signed-in mailbox, locked or not. @throws FederpostError `no_account`.
 * Hold the mailbox's lock (`vault.exclusively`), and run no courier beside it.
 */
export async function openParking(options: ParkingOptions): Promise<Parking> {
  const { vault, clock, random, fetch, patience } = options;
  const session = await readSession(vault);
  if (session === null) throw new FederpostError("no_account", "Nobody is signed in here yet.");
  const transport = createTransport({
    session,
    onSessionChanged: (changed) => vault.commit([{ store: "session", key: "matrix", put: { ...changed } }]),
    clock,
    random,
    ...(fetch && { fetch }),
    ...(patience && { patience }),
  });
  setProfileMode(transport, options.profileMode ?? "usual");
  const ending = new AbortController();
  const desk: ReceivingDesk = { vault, transport, clock, random, signal: ending.signal };
  let running: Promise<void> = Promise.resolve();
  return {
    account: session.userId,
    round: async () => {
      await takeUpRun(desk);
      if ((await pollOnce(desk, { timeoutMs: 0 })) > 0) options.onParked();
    },
    start: () => {
      running = receiveLoop(desk, options, options.onParked);
    },
    logout: () => transport.logout(),
    stop: async () => {
      ending.abort(new FederpostError("disconnected", "The mailbox was closed."));
      await running;
      await letGoOfRun(desk);
    },
  };
}
