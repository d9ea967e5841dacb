import type { AccountView } from "../../shared/protocol/index.ts";
import type { Translate } from "../i18n/index.ts";

/** What the toolbar button says: as little as helps, and never who wrote or what. */
export interface Badge {
  /** Four characters at most; the browser cuts what is longer. */
  readonly text: string;
  /** What the text stands for, for the pointer and for screen readers. */
  readonly title: string;
  /** `calm`: the number may be old. `alarm`: the person has to do something before letters come again. */
  readonly tone: "usual" | "calm" | "alarm";
}

const numberText = (count: number): string => (count === 0 ? "" : count > 99 ? "99+" : String(count));

/** The badge for each state of the mailbox. */
export function badgeOf(account: AccountView, t: Translate): Badge {
  const alarm = (title: string): Badge => ({ text: "!", title, tone: "alarm" });
  switch (account.kind) {
    case "none":
      return { text: "", title: t("title"), tone: "usual" };
    case "blocked":
      return alarm(t("badge.blocked"));
    case "signed_out":
      return account.reason === "by_person"
        ? { text: "", title: t("title"), tone: "usual" }
        : alarm(t("badge.signed_out"));
    case "waiting":
      return { text: "…", title: t("badge.waiting_device"), tone: "calm" };
    case "locked": {
      const { parked: count } = account;
      const title = count === 0 ? t("badge.locked_empty") : t("badge.locked", { count });
      return { text: numberText(count), title, tone: "calm" };
    }
    case "ready":
      return readyBadge(account, t);
  }
}

function readyBadge({ unread, waiting, connection }: Extract<AccountView, { kind: "ready" }>, t: Translate): Badge {
  const offline = connection === "offline";
  const parts = [
    ...(unread > 0 ? [t("badge.unread", { count: unread })] : [t("title")]),
    ...(offline ? [t("badge.offline")] : []),
    ...(waiting > 0 ? [t("connection.waiting", { count: waiting })] : []),
  ];
  return { text: numberText(unread), title: parts.join(" · "), tone: offline ? "calm" : "usual" };
}
