import * as v from "valibot";
import { type Clock, type Origin, parseOrigin } from "../../shared/base/index.ts";
import { type GrantableMethod, type GrantView, grantableMethods } from "../../shared/protocol/index.ts";
import { keyOf, type RecordKind, type Records } from "./records.ts";

/** A permission as the portal may see it. */
export interface Granted {
  readonly method: GrantableMethod;
  readonly expiresAtMs: number;
}

const day = 24 * 60 * 60_000;
/** How long a permission lasts unless the person renews it. */
const grantLastsMs = 90 * day;
// When a grant was used last is for the person's eyes: a write per call would cost more than it tells.
const lastUseGrainMs = 60_000;

const grantSchema = v.object({
  origin: v.string(),
  granted: v.array(
    v.object({ method: v.picklist(grantableMethods), grantedAtMs: v.number(), expiresAtMs: v.number() }),
  ),
  lastUsedAtMs: v.nullable(v.number()),
});

type GrantRecord = v.InferOutput<typeof grantSchema>;

const grantKind: RecordKind<GrantRecord> = {
  store: "grants",
  schema: grantSchema,
  empty: { origin: "", granted: [], lastUsedAtMs: null },
};

/** What each origin may do: scheme, host and port count, and nothing that a page says of itself. */
export class Grants {
  readonly #records: Records;
  readonly #clock: Clock;

  constructor(records: Records, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  async of(origin: Origin): Promise<Granted[]> {
    const record = await this.#records.read(grantKind, keyOf(origin));
    return this.#valid(record).map(({ method, expiresAtMs }) => ({ method, expiresAtMs }));
  }

  /** Lets an origin do more. What it may do already is renewed. */
  async add(origin: Origin, methods: readonly GrantableMethod[]): Promise<void> {
    const grantedAtMs = this.#clock.now();
    const added = methods.map((method) => ({ method, grantedAtMs, expiresAtMs: grantedAtMs + grantLastsMs }));
    await this.#update(origin, (record) => ({
      ...record,
      origin,
      granted: [...this.#valid(record).filter(({ method }) => !methods.includes(method)), ...added],
    }));
  }

  /** Takes back what `methods` names, or everything where it is null. */
  revoke(origin: Origin, methods: readonly string[] | null): Promise<void> {
    return this.#update(origin, (record) => {
      const granted = methods === null ? [] : this.#valid(record).filter(({ method }) => !methods.includes(method));
      return granted.length === 0 ? null : { ...record, granted };
    });
  }

  async used(origin: Origin): Promise<void> {
    const now = this.#clock.now();
    const { lastUsedAtMs } = await this.#records.read(grantKind, keyOf(origin));
    if (lastUsedAtMs !== null && Math.abs(now - lastUsedAtMs) < lastUseGrainMs) return;
    await this.#update(origin, (record) => (record.granted.length === 0 ? null : { ...record, lastUsedAtMs: now }));
  }

  /** Every origin that may do something, for the person. */
  async list(): Promise<GrantView[]> {
    return (await this.#records.list(grantKind)).flatMap((record) => this.#view(record));
  }

  #view(record: GrantRecord): GrantView[] {
    const valid = this.#valid(record);
    if (valid.length === 0 || parseOrigin(record.origin) === null) return [];
    return [
      {
        origin: record.origin,
        methods: valid.map(({ method, expiresAtMs }) => ({ method, expiresAtMs })),
        grantedAtMs: Math.min(...valid.map(({ grantedAtMs }) => grantedAtMs)),
        lastUsedAtMs: record.lastUsedAtMs,
      },
    ];
  }

  /** A clock set back makes no grant longer: one that lies further ahead than a grant can last counts as over. */
  #valid({ granted }: GrantRecord): GrantRecord["granted"] {
    const now = this.#clock.now();
    return granted.filter(({ expiresAtMs }) => expiresAtMs > now && expiresAtMs <= now + grantLastsMs);
  }

  #update(origin: Origin, change: (record: GrantRecord) => GrantRecord | null): Promise<void> {
    return this.#records.change(grantKind, keyOf(origin), change);
  }
}
