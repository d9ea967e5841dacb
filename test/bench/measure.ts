/** Medians and percentiles of measured times, in the caller's unit. */
export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const median = (times: readonly number[]): number => percentile(times, 0.5);

const rounded = (value: number): number => Number(value.toPrecision(4));

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
}

/** Our time against a peer's for the same work, rounds interleaved so that both meet the same weather. Times are medians. */
export async function compare({ name, rounds, peer, peerVersion, goal, ours, theirs }: Comparison) {
  const times = { ours: [] as number[], theirs: [] as number[] };
  await ours();
  await theirs();
  for (let i = 0; i < rounds; i++) {
    times.ours.push(await timeMs(ours));
    times.theirs.push(await timeMs(theirs));
  }
  const ratio = rounded(median(times.theirs) / median(times.ours));
  const line = { name, value: rounded(median(times.ours)), unit: "ms", peer, peerVersion, ratio, rounds };
  return goal === undefined ? line : { ...line, goal, met: ratio >= goal };
}

/** p50 and p95 of times without a peer. */
export const distribution = (name: string, times: readonly number[]) => [
  { name: `${name}/p50`, value: rounded(percentile(times, 0.5)), unit: "ms", rounds: times.length },
  { name: `${name}/p95`, value: rounded(percentile(times, 0.95)), unit: "ms", rounds: times.length },
];
