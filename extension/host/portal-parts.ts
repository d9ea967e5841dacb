import { FederpostError, type Origin } from "../../shared/base/index.ts";
import type { Line, StreamReader } from "../../shared/rpc/index.ts";
import type { Consent } from "../consent/index.ts";
import type { PortalBackend } from "./portal-backend.ts";
import type { FileIntake } from "./portal-files.ts";
import type { KeyLog } from "./portal-log.ts";
import type { PortalRecords } from "./portal-records.ts";
import type { PortalCaller } from "./ports.ts";

/** What the methods that the person decides about work with. */
export interface PortalParts {
  readonly backend: PortalBackend;
  readonly consent: Consent;
  readonly records: PortalRecords;
  readonly files: FileIntake;
  readonly log: KeyLog;
  /** Calls that are not decided yet, by origin and idempotency key. */
  readonly underWay: Map<string, Promise<void>>;
  readonly newHandle: () => string;
  readonly sha256: (bytes: Uint8Array) => Promise<Uint8Array>;
}

/** One call of a page. */
export interface PageCall<Params> {
  readonly caller: PortalCaller;
  readonly line: Line;
  readonly params: Params;
  readonly reader: StreamReader;
  readonly signal: AbortSignal;
}

/**
 * Runs calls with the same idempotency key one after the other: a page whose line broke asks again under the same key while
 * the first call may be past the point of return.
 */
export async function oncePerKey<T>(
  { underWay }: Pick<PortalParts, "underWay">,
  { origin, idempotencyKey }: { readonly origin: Origin; readonly idempotencyKey: string },
  work: () => Promise<T>,
): Promise<T> {
  const key = `${origin} ${idempotencyKey}`;
  for (let first = underWay.get(key); first !== undefined; first = underWay.get(key)) await first;
  const working = work();
  const settled = working.then(
    () => {},
    () => {},
  );
  underWay.set(key, settled);
  try {
    return await working;
  } finally {
    underWay.delete(key);
  }
}

/** Throws `invalid_params` when an idempotency key stood for something else. */
export function checkSame(kept: { readonly digest: string } | null, digest: string): void {
  if (kept !== null && kept.digest !== digest) {
    throw new FederpostError("invalid_params", "the key stands for something else");
  }
}
