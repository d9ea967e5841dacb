import * as v from "valibot";
import { type LetterId, parseLetterId, parseRoomId, type RoomId } from "../../shared/base/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import type { Translate } from "../i18n/index.ts";
import type { Desk } from "../platform/index.ts";
import { quietUntil } from "./quiet-hours.ts";
import { readSettings } from "./settings.ts";

/** A letter that came. */
export interface Arrived {
  readonly thread: RoomId;
  readonly letter: LetterId;
}

interface AnnouncerParts {
  readonly vault: Vault;
  readonly desk: Pick<Desk, "notify">;
  readonly now: () => number;
  readonly translate: () => Promise<Translate>;
  /** Unread letters; null while the mailbox is locked or there is none. */
  readonly unread: () => Promise<number | null>;
  /** The person was shown that a letter is there. */
  readonly notified: (at: Arrived) => Promise<void>;
}

export interface Announcer {
  /** A letter came: says so, or keeps it for after the quiet time. */
  readonly arrived: (at: Arrived) => Promise<void>;
  /** Looks whether the quiet time is over, and says once what came in it. To be called about every minute. */
  readonly look: () => Promise<void>;
}

const noticeId = "letters";
/** More than these are counted, and nobody is told that each of them was announced. */
const mostKept = 500;

const keptSchema = v.object({
  letters: v.array(
    v.object({
      thread: v.custom<RoomId>((value) => parseRoomId(value) !== null),
      letter: v.custom<LetterId>((value) => parseLetterId(value) !== null),
    }),
  ),
  count: v.number(),
  said: v.boolean(),
});
type Kept = v.InferOutput<typeof keptSchema>;

const place = { store: "settings", key: "kept-quiet" } as const;

async function readKept(vault: Vault): Promise<Kept> {
  const parsed = v.safeParse(keptSchema, (await vault.read(place.store, place.key))?.value);
  return parsed.success ? parsed.output : { letters: [], count: 0, said: false };
}

/** Notifications. They say how many letters are there, and neither who wrote nor what. */
export function createAnnouncer({ vault, desk, now, translate, unread, notified }: AnnouncerParts): Announcer {
  const say = async (key: "notification.new_letters" | "notification.after_quiet", count: number) => {
    const t = await translate();
    await desk.notify({ id: noticeId, title: t("notification.title"), message: t(key, { count }) });
  };
  const keep = (kept: Kept) => vault.commit([{ ...place, put: { ...kept } }]);
  return {
    arrived: async (at) => {
      const { notifications, quietHours } = await readSettings(vault);
      if (!notifications) return;
      if (quietUntil(quietHours, now()) !== null) {
        const { letters, count } = await readKept(vault);
        return keep({ letters: [...letters, at].slice(-mostKept), count: count + 1, said: false });
      }
      const count = (await unread()) ?? 0;
      if (count === 0) return;
      await say("notification.new_letters", count);
      await notified(at);
    },
    look: async () => {
      const kept = await readKept(vault);
      if (kept.count === 0) return;
      const { notifications, quietHours } = await readSettings(vault);
      if (notifications && quietUntil(quietHours, now()) !== null) return;
      const open = await unread();
      // Whether they are stated as announced needs the keys: while locked that waits.
      if (open === null && kept.said) return;
      // Who read them meanwhile needs no notice.
      const count = Math.min(kept.count, open ?? kept.count);
      const shows = notifications && !kept.said && count > 0;
      if (shows) {
        await say("notification.after_quiet", count);
        // At once: whatever fails from here on, it is not said again with the next minute.
        await keep({ ...kept, said: true });
        if (open === null) return;
      }
      // One that cannot be stated any more must not keep the others from it.
      if (kept.said || shows) for (const at of kept.letters) await notified(at).catch(() => undefined);
      await vault.commit([{ ...place, remove: true }]);
    },
  };
}
