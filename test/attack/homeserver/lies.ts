import type { FaultProxy } from "../../../scripts/homeserver/index.ts";

/** An event as a homeserver tells it. */
export interface ToldEvent {
  readonly event_id: string;
  readonly type: string;
  readonly sender: string;
  readonly origin_server_ts: number;
  readonly content: Record<string, unknown>;
  readonly state_key?: string;
  readonly unsigned?: unknown;
}

/** What of an answer to /sync is lied about. */
export interface SyncAnswer {
  to_device?: { events: Record<string, unknown>[] };
  rooms?: { join?: Record<string, { timeline?: { events: ToldEvent[] } }> };
}

interface ClaimAnswer {
  one_time_keys: Record<string, Record<string, Record<string, unknown>>>;
}

/** What one mailbox's homeserver says otherwise than it is. Each lie is told until another or `truth` follows. */
export interface Lies {
  /** Changes the events of a room on their way, in place of the former lie. */
  timeline(room: string, change: (events: readonly ToldEvent[]) => readonly ToldEvent[]): void;
  /** Says events in the room that never were, once, with the next answer. */
  invent(room: string, events: readonly ToldEvent[]): void;
  /** Says to-device messages (again), once, with the next answer. */
  toDevice(messages: readonly Record<string, unknown>[]): void;
  /** Changes what comes when somebody's keys are claimed. Answers how often it did. */
  claims(change: (answer: ClaimAnswer) => ClaimAnswer): () => number;
  /** Hides events of a type: from /sync, and from who reads the room's past. */
  hide(type: string): void;
  truth(): void;
  /** Every to-device message that was told so far. */
  readonly told: readonly Record<string, unknown>[];
}

export function liesOf(proxy: FaultProxy): Lies {
  const told: Record<string, unknown>[] = [];
  const once = { events: new Map<string, readonly ToldEvent[]>(), messages: [] as Record<string, unknown>[] };
  const changes = new Map<string, (events: readonly ToldEvent[]) => readonly ToldEvent[]>();
  let hidden: string | null = null;
  let claim: ((answer: ClaimAnswer) => ClaimAnswer) | null = null;
  const isHidden = ({ type }: ToldEvent) => type === hidden;
  const room = (id: string, events: readonly ToldEvent[]): ToldEvent[] => {
    const kept = events.filter((event) => !isHidden(event));
    return [...(changes.get(id)?.(kept) ?? kept)];
  };
  const sync = (answer: SyncAnswer): SyncAnswer => {
    const messages = [...(answer.to_device?.events ?? []), ...once.messages.splice(0)];
    told.push(...messages);
    const joined = { ...answer.rooms?.join };
    for (const [id, events] of once.events) joined[id] = added(joined[id], events);
    once.events.clear();
    for (const [id, about] of Object.entries(joined))
      joined[id] = { ...about, timeline: { ...about.timeline, events: room(id, about.timeline?.events ?? []) } };
    return { ...answer, to_device: { events: messages }, rooms: { ...answer.rooms, join: joined } };
  };
  const past = (answer: { chunk: ToldEvent[] }) => ({
    ...answer,
    chunk: answer.chunk.filter((event) => !isHidden(event)),
  });
  proxy.setFaults(({ path }) => {
    const [where = ""] = path.split("?");
    if (where.endsWith("/sync")) return { kind: "rewrite", change: (json) => sync(json as SyncAnswer) };
    if (where.endsWith("/messages")) return { kind: "rewrite", change: (json) => past(json as { chunk: ToldEvent[] }) };
    if (where.endsWith("/keys/claim") && claim !== null) {
      const change = claim;
      return { kind: "rewrite", change: (json) => change(json as ClaimAnswer) };
    }
    return null;
  });
  return {
    told,
    timeline: (id, change) => void changes.set(id, change),
    invent: (id, events) => void once.events.set(id, events),
    toDevice: (messages) => void once.messages.push(...messages),
    claims: (change) => {
      let count = 0;
      claim = (answer) => {
        count += 1;
        return change(answer);
      };
      return () => count;
    },
    hide: (type) => {
      hidden = type;
    },
    truth: () => {
      changes.clear();
      hidden = null;
      claim = null;
    },
  };
}

type Room = NonNullable<NonNullable<SyncAnswer["rooms"]>["join"]>[string];

const added = (about: Room | undefined, events: readonly ToldEvent[]): Room => ({
  ...about,
  timeline: { ...about?.timeline, events: [...(about?.timeline?.events ?? []), ...events] },
});
