import * as v from "valibot";
import { folderOf, type SummaryRecord } from "../../shared/mailbox/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import type { Translate } from "../i18n/index.ts";
import type { Desk } from "../platform/index.ts";
import { quietUntil } from "./quiet-hours.ts";
import { readSettings } from "./settings.ts";

interface WokenParts {
  readonly vault: Vault;
  readonly desk: Pick<Desk, "notify">;
  readonly now: () => number;
  readonly translate: () => Promise<Translate>;
  /** All threads; null while the mailbox is locked or there is none. */
  readonly threads: () => Promise<readonly Pick<SummaryRecord, "order">[] | null>;
}

/** Threads that were put off and came back, said outside of our pages. */
export interface WokenAnnouncer {
  /** Looks whether any came back since they were said last, and says how many. To be called about every minute. */
  readonly look: () => Promise<void>;
}

const noticeId = "woken";
const place = { store: "settings", key: "woken" } as const;
const schema = v.object({ saidUntilMs: v.number() });

/**
 * Says that threads are back, and neither which nor of whom. In quiet hours and while the mailbox is locked it waits: afterwards it
 * is said once, for those that are back then. Where no notifications are wanted, what comes back counts as said.
 */
export function createWokenAnnouncer({ vault, desk, now, translate, threads }: WokenParts): WokenAnnouncer {
  const read = async (): Promise<number | null> => {
    const parsed = v.safeParse(schema, (await vault.read(place.store, place.key))?.value);
    return parsed.success ? parsed.output.saidUntilMs : null;
  };
  const keep = (saidUntilMs: number) => vault.commit([{ ...place, put: { saidUntilMs } }]);
  return {
    look: async () => {
      const all = await threads();
      if (all === null) return;
      const [nowMs, saidUntilMs] = [now(), await read()];
      // What was back before anybody looked is no news. A clock that was set back begins anew.
      if (saidUntilMs === null || saidUntilMs > nowMs) return keep(nowMs);
      const isNew = ({ order }: Pick<SummaryRecord, "order">) =>
        order.snoozedUntilMs !== null && order.snoozedUntilMs > saidUntilMs && folderOf(order, nowMs) === "inbox";
      const count = all.filter(isNew).length;
      if (count === 0) return;
      const { notifications, quietHours } = await readSettings(vault);
      if (notifications && quietUntil(quietHours, nowMs) !== null) return;
      // First: what fails afterwards must not have it said again every minute.
      await keep(nowMs);
      if (!notifications) return;
      const t = await translate();
      await desk.notify({ id: noticeId, title: t("notification.title"), message: t("notification.woken", { count }) });
    },
  };
}
