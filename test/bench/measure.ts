/** Medians and percentiles of measured times, in the caller's unit. */
export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const median = (times: readonly number[]): number => percentile(times, 0.5);

export const rounded = (value: number): number => Number(value.toPrecision(4));

/** Milliseconds that one piece of work takes. */
export async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

interface Comparison {
  readonly name: string;
  readonly rounds: number;
  readonly peer: string;
  readonly peerVersion: string;
  readonly goal?: number;
  readonly ours: () => Promise<unknown>;
  readonly theirs: () => Promise<unknown>;
  /** Done before each of their rounds, outside the time: a peer with a state of its own needs new input each time. */
  readonly prepare?: () => Promise<void>;
}

/** Our time against a peer's for the same work, rounds interleaved so that both meet the same weather. Times are medians. */
export async function compare({ name, rounds, peer, peerVersion, goal, ours, theirs, prepare }: Comparison) {
  const times = { ours: [] as number[], theirs: [] as number[] };
  await ours();
  await prepare?.();
  await theirs();
  for (let i = 0; i < rounds; i++) {
    times.ours.push(await timeMs(ours));
    await prepare?.();
    times.theirs.push(await timeMs(theirs));
  }
  const ratio = rounded(median(times.theirs) / median(times.ours));
  const line = { name, value: rounded(median(times.ours)), unit: "ms", peer, peerVersion, ratio, rounds };
  return goal === undefined ? line : { ...line, goal, met: ratio >= goal };
}

/** Work that is too short for one look at the clock; a promise is waited for. */
type Call = () => unknown;

async function batchMs(call: Call, count: number): Promise<number> {
  const started = performance.now();
  for (let i = 0; i < count; i++) {
    const answer = call();
    if (answer instanceof Promise) await answer;
  }
  return performance.now() - started;
}

/** Shorter than a turn on a busy machine, so that most batches run through; far longer than a tick of any browser's clock. */
const batchTargetMs = 1.5;
/** A call may be slow only because the code is new. */
const warmUpMs = 30;

/** Warms up, and finds how many calls fill a batch. */
async function calibrate(call: Call): Promise<number> {
  const started = performance.now();
  const perCall: number[] = [];
  for (let count = 1; performance.now() - started < warmUpMs || perCall.length < 5; ) {
    const ms = await batchMs(call, count);
    perCall.push(ms / count);
    if (ms < batchTargetMs / 2) count *= 2;
  }
  return Math.max(1, Math.round(batchTargetMs / median(perCall.slice(-5))));
}

interface CallComparison extends Omit<Comparison, "ours" | "theirs" | "prepare"> {
  readonly ours: Call;
  readonly theirs: Call;
}

/** Our time per call against a peer's, in microseconds: medians of batches, interleaved. */
export async function compareCalls({ name, rounds, peer, peerVersion, goal, ours, theirs }: CallComparison) {
  await calibrate(theirs);
  const counts = { ours: await calibrate(ours), theirs: await calibrate(theirs) };
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let i = 0; i < rounds; i++) {
    times.ours.push((await batchMs(ours, counts.ours)) / counts.ours);
    times.theirs.push((await batchMs(theirs, counts.theirs)) / counts.theirs);
  }
  const ratio = rounded(median(times.theirs) / median(times.ours));
  const line = { name, value: rounded(median(times.ours) * 1000), unit: "us", peer, peerVersion, ratio, rounds };
  return goal === undefined ? line : { ...line, goal, met: ratio >= goal };
}

/** p50 and p95 of times without a peer. */
export const distribution = (name: string, times: readonly number[]) => [
  { name: `${name}/p50`, value: rounded(percentile(times, 0.5)), unit: "ms", rounds: times.length },
  { name: `${name}/p95`, value: rounded(percentile(times, 0.95)), unit: "ms", rounds: times.length },
];
