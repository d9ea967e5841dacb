import { expect, it } from "vitest";
import { deliverOutbox } from "../../../shared/courier/outbox.ts";
import { listOutbox, putEntry, putOutbox, putThread } from "../../../shared/courier/store.ts";
import type { Job } from "../../../shared/mailbox/index.ts";
import { clerk, damage, letterId, letterOf, room, smallDesk, threadOf } from "./small-desk.ts";

const small = smallDesk();

const job = (n: number, about: Partial<Job> = {}): Job => ({
  ...{ kind: "letter", letter: letterId(n), thread: room(n), to: [clerk], files: [], showPerson: false },
  ...{ demands: null, held: null, tries: 0, notBeforeMs: 0 },
  ...about,
});

it("a letter whose record does not open when its time to be taken back ends waits, and other threads go on", async () => {
  const { vault, desk } = small;
  const held = { untilMs: 1, ms: 1, draft: {}, before: null };
  await vault.commit([putThread(threadOf(1)), putEntry(room(1), letterOf(1, 1, { mine: true }))]);
  damage(vault, "letters");
  // The second one's thread is gone: it is done without the homeserver.
  await vault.commit([putOutbox("1", job(1, { held })), putOutbox("2", job(2))]);
  expect(await deliverOutbox(desk)).toBeGreaterThan(desk.clock.now());
  expect((await listOutbox(vault)).map(({ key }) => key)).toEqual(["1"]);
});
