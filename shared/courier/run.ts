import * as v from "valibot";
import { type DeviceId, FederpostError } from "../base/index.ts";
import type { SyncBatch, Transport } from "../transport/index.ts";
import type { Desk } from "./desk.ts";

/**
 * One device runs in one place. A copy of its profile would sync, seal and commit with the same keys: each run therefore
 * leaves its mark in the account's own data at the homeserver, and a run that finds there a later mark that is not its own stops,
 * before it takes or sends anything. Where profiles travel (roaming), a run also waits until the one before has let go.
 */

/** `roaming`: the profile moves between machines, one of which runs at a time. */
export type ProfileMode = "usual" | "roaming";

type RunningDesk = Pick<Desk, "vault" | "transport" | "clock" | "random">;

const place = { store: "session", key: "run" } as const;
const copiedMark = { store: "session", key: "copied" } as const;
const dataType = (device: DeviceId): string => `de.federpost.run.${device}`;

const publishedSchema = v.object({
  run: v.string(),
  generation: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** Until when a roaming profile is in use there; 0 where it has let go. */
  untilMs: v.number(),
});
const storedSchema = v.object({
  run: v.string(),
  generation: v.number(),
  /** The mark that ours replaces: after a crash the homeserver may still show it. */
  was: v.nullable(v.string()),
});

type Mark = v.InferOutput<typeof publishedSchema>;

interface Held {
  readonly mode: ProfileMode;
  mark: Mark | null;
  claiming: Promise<void> | null;
}

const runs = new WeakMap<Transport, Held>();

const copied = () =>
  new FederpostError("device_copied", "This mailbox runs in another place, too: sign in here as a new device.");
const inUse = () =>
  new FederpostError("busy", "This mailbox is open on another computer: close it there.", { retryAfterMs: 15_000 });

/** How long a roaming profile counts as in use after its last sign of life. */
const leaseMs = 5 * 60_000;

/** Says how the profile is used; without it, as usual. */
export function setProfileMode(transport: Transport, mode: ProfileMode): void {
  runs.set(transport, { mode, mark: null, claiming: null });
}

function heldBy({ transport }: Pick<Desk, "transport">): Held {
  const held = runs.get(transport) ?? { mode: "usual", mark: null, claiming: null };
  runs.set(transport, held);
  return held;
}

/**
 * Takes up this run, once; everything that syncs or sends waits for it. @throws FederpostError `device_copied` when another
 * run of this device has begun since, `busy` while a roaming profile is in use elsewhere, and what the transport throws.
 */
export async function takeUpRun(desk: RunningDesk): Promise<void> {
  if (await isCopied(desk)) throw copied();
  const held = heldBy(desk);
  if (held.mark !== null) return;
  held.claiming ??= claim(desk, held).finally(() => {
    held.claiming = null;
  });
  await held.claiming;
}

/** Whether this profile was found to be a copy. */
export const isCopied = async ({ vault }: Pick<Desk, "vault">): Promise<boolean> =>
  (await vault.read(copiedMark.store, copiedMark.key))?.value === true;

/** Whether a later run than the last one here has left its mark for this device, as far as the homeserver shows. */
export async function runsElsewhere(
  { vault, transport }: Pick<Desk, "vault" | "transport">,
  device: DeviceId,
): Promise<boolean> {
  if (await isCopied({ vault })) return true;
  const [data, entry] = await Promise.all([
    transport.readAccountData(dataType(device)),
    vault.read(place.store, place.key),
  ]);
  const [there, here] = [v.safeParse(publishedSchema, data), v.safeParse(storedSchema, entry?.value)];
  return there.success && here.success && isForeign(there.output, here.output);
}

async function claim(desk: RunningDesk, held: Held): Promise<void> {
  const { vault, transport, clock, random } = desk;
  const [data, entry] = await Promise.all([
    transport.readAccountData(dataType(transport.deviceId)),
    vault.read(place.store, place.key),
  ]);
  const published = v.safeParse(publishedSchema, data);
  const stored = v.safeParse(storedSchema, entry?.value);
  const there = published.success ? published.output : null;
  const here = stored.success ? stored.output : null;
  if (there !== null && here !== null && isForeign(there, here)) return stopAsCopy(desk);
  const leftMs = (there?.untilMs ?? 0) - clock.now();
  // A longer lease than any that is given means that the clock was set back.
  if (held.mode === "roaming" && leftMs > 0 && leftMs <= leaseMs) throw inUse();
  const mark = {
    run: random.uuid(),
    generation: Math.max(there?.generation ?? 0, here?.generation ?? 0) + 1,
    untilMs: untilOf(desk, held),
  };
  await vault.commit([{ ...place, put: { run: mark.run, generation: mark.generation, was: there?.run ?? null } }]);
  await transport.writeAccountData(dataType(transport.deviceId), mark);
  held.mark = mark;
}

const untilOf = ({ clock }: Pick<Desk, "clock">, { mode }: Held): number =>
  mode === "roaming" ? clock.now() + leaseMs : 0;

/** A mark at least as late as ours that is neither ours nor the one before. An earlier one is a homeserver's older backup. */
const isForeign = (there: Mark, here: { run: string; generation: number; was: string | null }): boolean =>
  there.run !== here.run && there.run !== here.was && there.generation >= here.generation;

async function stopAsCopy({ vault }: Pick<Desk, "vault">): Promise<never> {
  await vault.commit([{ ...copiedMark, put: true }]);
  throw copied();
}

/**
 * Looks whether another run has left its mark meanwhile, before anything of a batch is stored.
 * @throws FederpostError `device_copied`.
 */
export async function watchRun(desk: RunningDesk, batch: SyncBatch): Promise<void> {
  const { mark } = heldBy(desk);
  const news = batch.accountData.filter(({ type }) => type === dataType(desk.transport.deviceId)).at(-1);
  const published = v.safeParse(publishedSchema, news?.content);
  if (mark === null || !published.success || published.output.run === mark.run) return;
  if (published.output.generation >= mark.generation) await stopAsCopy(desk);
}

/** Keeps a roaming profile's lease alive. */
export async function renewRun(desk: RunningDesk): Promise<void> {
  const held = heldBy(desk);
  if (held.mode !== "roaming" || held.mark === null) return;
  if (held.mark.untilMs - desk.clock.now() > leaseMs / 2) return;
  held.mark = { ...held.mark, untilMs: untilOf(desk, held) };
  await desk.transport.writeAccountData(dataType(desk.transport.deviceId), held.mark);
}

/** Lets go of a roaming profile, so that the next machine need not wait. */
export async function letGoOfRun(desk: RunningDesk): Promise<void> {
  const held = heldBy(desk);
  if (held.mode !== "roaming" || held.mark === null) return;
  const mark = { ...held.mark, untilMs: 0 };
  held.mark = null;
  // Where the homeserver cannot be reached the lease runs out by itself.
  await desk.transport.writeAccountData(dataType(desk.transport.deviceId), mark).catch(() => undefined);
}
