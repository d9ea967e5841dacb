import type { RoomId } from "../base/index.ts";
import type { OutboxItem } from "../mailbox/index.ts";
import type { Change } from "../vault/index.ts";
import type { Desk } from "./desk.ts";
import { ownDocument } from "./own-document.ts";
import { threadsPerStep } from "./step-content.ts";
import { nextOutboxKey, putOutbox } from "./store.ts";

/** The orders in the outbox to tell the account's other devices; `sendStep` carries them out. */

type Item = Extract<OutboxItem, { kind: "step" }>;
type About = Partial<Pick<Item, "threads" | "contacts" | "rules">>;

/** What comes right after one another goes out together. */
const gatherMs = 1_000;

const orderToTell = ({ threads = [], contacts = [], rules = false }: About, nowMs: number): Item => ({
  kind: "step",
  threads,
  contacts,
  rules,
  tries: 0,
  notBeforeMs: nowMs + gatherMs,
});

const hasOthers = async (desk: Desk): Promise<boolean> => (await ownDocument(desk)).devices.length > 1;

/** The order to tell the account's other devices, to be stored with the change itself. None where there are no others. */
export async function tellOthers(desk: Desk, about: About): Promise<Change[]> {
  if (!(await hasOthers(desk))) return [];
  return [putOutbox(await nextOutboxKey(desk), orderToTell(about, desk.clock.now()))];
}

/** As `tellOthers`, for one thread after the other: one order for many. */
export async function tellThreads(desk: Desk): Promise<(thread: RoomId) => Promise<Change[]>> {
  if (!(await hasOthers(desk))) return async () => [];
  let [key, threads] = [await nextOutboxKey(desk), [] as RoomId[]];
  return async (thread) => {
    if (threads.length === threadsPerStep) [key, threads] = [await nextOutboxKey(desk), []];
    threads = [...threads, thread];
    return [putOutbox(key, orderToTell({ threads }, desk.clock.now()))];
  };
}
