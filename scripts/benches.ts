/** One measured number. `ratio` is the peer's time divided by ours, measured in the same run: above 1 we are faster. */
export interface BenchLine {
  /** work/size/runtime, such as `seal/64KiB/node`. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: string;
  readonly peerVersion?: string;
  readonly ratio?: number;
  readonly rounds: number;
  readonly goal?: number;
  readonly met?: boolean;
}

export type Bench = () => AsyncIterable<BenchLine>;

/** The benches that exist, by the first part of their lines' names. */
export const benches: ReadonlyMap<string, () => Promise<Bench>> = new Map<string, () => Promise<Bench>>([
  ["crypto", async () => (await import("../test/bench/crypto.ts")).bench],
  ["files", async () => (await import("../test/bench/files.ts")).bench],
  ["interop", async () => (await import("../test/bench/interop.ts")).bench],
  ["inbox", async () => (await import("../test/bench/inbox.ts")).bench],
  ["letter", async () => (await import("../test/bench/letter.ts")).bench],
  ["mls", async () => (await import("../test/bench/mls.ts")).bench],
  ["portal", async () => (await import("../test/bench/portal.ts")).bench],
  ["vault", async () => (await import("../test/bench/vault.ts")).bench],
  ["verify", async () => (await import("../test/bench/verify.ts")).bench],
  ["browser", async () => (await import("../test/bench/browser.ts")).bench],
]);
