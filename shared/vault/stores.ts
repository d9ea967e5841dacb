/**
 * What one store promises. `seal`: under which key its records lie. `encoding`: plain JSON values or bytes.
 * `names`: "hidden" stores keep their keys only as HMACs, because a key says whom the person writes to (an origin, a user
 * id, a room id with its server); a list opens everything under the key's first part (before "/"), or the whole store,
 * and costs accordingly. "open" stores are keyed by counters and random ids and are cut by range unopened.
 */
export interface StoreTraits {
  readonly seal: "device" | "vault";
  readonly encoding: "json" | "bytes";
  readonly names: "open" | "hidden";
}

const device = { seal: "device", encoding: "json", names: "open" } as const;
const hiddenDevice = { ...device, names: "hidden" } as const;
const open = { seal: "vault", encoding: "json", names: "open" } as const;
const hidden = { ...open, names: "hidden" } as const;

/** Every store of a mailbox. The device seal opens while the vault is locked, the vault seal does not. */
export const stores = {
  /** Tokens of the homeserver session and the position in /sync. */
  session: device,
  /** Raw sync batches that nobody has opened yet, by arrival number. */
  parked: device,
  /** What each portal may do, by origin. */
  grants: hiddenDevice,
  /** Refusals that slow a portal down, by origin. */
  refusals: hiddenDevice,
  /** Counts that must survive a restart. */
  counters: hiddenDevice,
  /** Settings that hold no secret and are needed before the person unlocks. */
  settings: device,
  /** Identity, device and letter keys. */
  keys: open,
  /** Private halves of published key packages, by KeyPackageRef. */
  keyPackages: open,
  /** MLS state by group: its head, which changes with every step. */
  groups: { ...hidden, encoding: "bytes" },
  /** What of a group stays as it is for an epoch, `<group>/<epoch>`. */
  epochs: { ...hidden, encoding: "bytes" },
  /** Its members' ratchets in blocks, `<group>/<epoch>/<block>`. */
  ratchets: { ...hidden, encoding: "bytes" },
  /** A commit that is sent and not yet decided, by group. */
  pending: { ...hidden, encoding: "bytes" },
  threads: hidden,
  /** Extracts of threads in blocks, by number: the list opens some of these instead of every thread. Made anew when missing. */
  summaries: open,
  /** Letters, `<thread>/<sort key>`. */
  letters: hidden,
  /** Receipts, `<thread>/<letter>/...`. */
  receipts: hidden,
  /** Events that were taken already, `<thread>/<event id>`: a server may show one twice. */
  events: hidden,
  /** What must still be sent, by order number. */
  outbox: open,
  /** Identities seen and pinned, by account. */
  identities: hidden,
  drafts: open,
  /** File keys and staging states, by random file id. */
  files: open,
  /** Items that could not be read, with the reason. */
  unreadable: open,
  /** Random names by which portals know mailboxes and threads, by origin. */
  handles: hidden,
  /** The person's own rules: who may write to them. */
  rules: hidden,
  /** Answers given to portals' idempotency keys, by origin. */
  idempotency: hidden,
  /** Uses of keys that portals asked for, in a chain, and its head. */
  uses: open,
  /** Letters that were deleted for good, `<thread>/<letter>`, so that no server, archive or device brings one back. */
  erased: hidden,
  /** What changed and is not in the archive yet, `<store>/<key>`. Written by the vault itself. */
  unarchived: hidden,
} as const satisfies Readonly<Record<string, StoreTraits>>;

export type StoreName = keyof typeof stores;

const isStoreName = (name: string): name is StoreName => Object.hasOwn(stores, name);

export const storeNames: readonly StoreName[] = Object.keys(stores).filter(isStoreName);

/** What a person would miss: a change in one of these leaves a mark in `unarchived`, in the same transaction. */
export const markedStores: ReadonlySet<StoreName> = new Set<StoreName>([
  "threads",
  "letters",
  "receipts",
  "identities",
  "drafts",
  "handles",
  "rules",
  "idempotency",
]);
