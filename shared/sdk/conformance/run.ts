import { connect } from "../connect.ts";
import { fetchSent, headerChecks } from "./header-checks.ts";
import { lineChecks } from "./line-checks.ts";
import { pageChecks } from "./page-checks.ts";
import { personChecks } from "./person-checks.ts";
import { type Check, type ConformanceReport, lookAt, type Row, reportOf, rowOf, skipped } from "./report.ts";
import { Wire } from "./wire.ts";

export interface ConformanceOptions {
  /** Path on this origin whose headers are looked at; this page's own where it is missing. */
  readonly path?: string;
  /** `skip`: only what asks nobody. */
  readonly person?: "ask" | "skip";
  /** How long to wait for the extension. */
  readonly timeoutMs?: number;
  /** How long the person may take for a decision. */
  readonly decisionMs?: number;
  /** Address under which this page says from a frame what it finds there; null: that is not tried. */
  readonly frameUrl?: string | null;
  readonly onRow?: (row: Row) => void;
  /** What the person is to do now; null: nothing. */
  readonly onPerson?: (sentence: string | null) => void;
}

/**
 * Checks this page's origin against the extension in this browser: what the page's server sends, whether the extension is found, and
 * that it holds to the contract. Gives back all permissions of the origin. Sends no letter. Never rejects.
 */
export async function runConformance(options: ConformanceOptions = {}): Promise<ConformanceReport> {
  const { person = "ask", timeoutMs = 3000, decisionMs = 10 * 60_000, frameUrl = null, onRow, onPerson } = options;
  const rows: Row[] = [];
  const add = (row: Row) => {
    rows.push(row);
    onRow?.(row);
  };
  const all = async <World>(checks: readonly Check<World>[], world: World) => {
    for (const check of checks) {
      if (check.person !== undefined) onPerson?.(check.person);
      add(await lookAt(check, world));
      if (check.person !== undefined) onPerson?.(null);
    }
  };
  const skipAll = <World>(checks: readonly Check<World>[], why: string) => {
    for (const check of checks) add(rowOf(check, skipped(why)));
  };
  await all(headerChecks, await fetchSent(options.path ?? location.pathname));
  await all(pageChecks, { timeoutMs, frameUrl });
  const wire = await Wire.open(timeoutMs);
  if (wire === null) {
    skipAll(lineChecks, "there is no extension");
    skipAll(personChecks, "there is no extension");
    return reportOf(globalThis.origin, Date.now(), rows);
  }
  await all(lineChecks, wire);
  const connected = person === "ask" ? await connect({ timeoutMs }) : null;
  if (connected?.kind === "connected") {
    const signed = { request: null, answer: "" };
    await all(personChecks, { wire, federpost: connected.federpost, decisionMs, signed });
    connected.federpost.disconnect();
  } else {
    skipAll(personChecks, person === "ask" ? "the SDK does not connect" : "nobody was to be asked");
  }
  wire.close();
  return reportOf(globalThis.origin, Date.now(), rows);
}
