import type { Fault, FaultProxy } from "../../scripts/homeserver/index.ts";
import type { Clock } from "../../shared/base/index.ts";
import type { TestMailbox } from "./mailbox.ts";

/** Bad weather between a mailbox and its homeserver, and the patience to wait until it is over. */

const realNow = Date.now;

/** A clock that runs, and can be put forward or back. */
export function shiftedClock(startMs = 0): Clock & { shift: (ms: number) => void } {
  let offsetMs = startMs;
  return {
    now: () => realNow() + offsetMs,
    shift: (ms) => {
      offsetMs += ms;
    },
  };
}

/** A clock that is also the process's own: for times so long that the MLS library, which looks there, must see them pass. */
export function shiftedTime(): Clock & { shift: (ms: number) => void; end: () => void } {
  let offsetMs = 0;
  Date.now = () => realNow() + offsetMs;
  return {
    now: () => Date.now(),
    shift: (ms) => {
      offsetMs += ms;
    },
    end: () => {
      Date.now = realNow;
    },
  };
}

/** Does `fault` to every request whose method and path match, `times` times. Answers how often it was done. */
export function spoil(
  proxy: FaultProxy,
  { match, fault, times = Number.POSITIVE_INFINITY }: { match: RegExp; fault: Fault; times?: number },
): { readonly done: () => number } {
  let done = 0;
  proxy.setFaults(({ method, path }) => {
    if (done >= times || !match.test(`${method} ${path}`)) return null;
    done += 1;
    return fault;
  });
  return { done: () => done };
}

/** Does `fault` to the first `times` requests of each step. Answers how often it was done, by step. */
export function spoilEach(
  proxy: FaultProxy,
  { steps, fault, times }: { readonly steps: readonly RegExp[]; readonly fault: Fault; readonly times: number },
): () => readonly number[] {
  const done = steps.map(() => 0);
  proxy.setFaults(({ method, path }) => {
    const step = steps.findIndex((match) => match.test(`${method} ${path}`));
    if (step < 0 || (done[step] ?? 0) >= times) return null;
    done[step] = (done[step] ?? 0) + 1;
    return fault;
  });
  return () => done;
}

const longerThanAnyBackOff = 360_000;

/**
 * Rounds of all mailboxes, six minutes of their clock apart, until the condition holds. A round that fails is what the
 * weather does; its error is handed back.
 */
export async function endure(
  mailboxes: readonly TestMailbox[],
  holds: () => Promise<boolean>,
  { clock, most = 40 }: { readonly clock: { shift: (ms: number) => void }; readonly most?: number },
): Promise<unknown[]> {
  const errors: unknown[] = [];
  for (let i = 0; i < most; i++) {
    for (const { courier } of mailboxes) await courier.round().catch((error: unknown) => errors.push(error));
    if (await holds()) return errors;
    clock.shift(longerThanAnyBackOff);
  }
  const seen = await Promise.all(mailboxes.map(describe));
  throw new Error(`Not reached after ${most} rounds: ${JSON.stringify({ seen, errors: errors.map(String) }, null, 1)}`);
}

/** A fixed number of rounds, whatever comes of them. */
export async function rounds(mailboxes: readonly TestMailbox[], count: number): Promise<unknown[]> {
  const errors: unknown[] = [];
  for (let i = 0; i < count; i++) {
    for (const { courier } of mailboxes) await courier.round().catch((error: unknown) => errors.push(error));
  }
  return errors;
}

async function describe(mailbox: TestMailbox) {
  const outbox = (await mailbox.vault.list("outbox")).map(({ value }) => {
    const { kind, tries, notBeforeMs, letter } = value as Record<string, unknown>;
    return { kind, tries, notBeforeMs, letter };
  });
  const entries = await Promise.all((await mailbox.threads()).map(({ thread }) => mailbox.entries(thread)));
  return {
    account: mailbox.account,
    threads: (await mailbox.threads()).map(({ state, joined, commit, parties }) => ({
      state,
      joined,
      commit,
      parties,
    })),
    entries: entries.flat().map((entry) => {
      if (entry.kind === "letter") return `${entry.letter} ${entry.mine} ${entry.failure}`;
      return entry.kind === "unreadable" ? `unreadable ${entry.reason}` : `notice ${entry.what}`;
    }),
    parked: (await mailbox.vault.list("parked")).map((e) => JSON.stringify(e.value).slice(0, 160)),
    outbox,
  };
}
