import { describe, expect, test } from "vitest";
import { badgeOf } from "../../../extension/host/badge.ts";
import { createTranslate } from "../../../extension/i18n/index.ts";
import type { AccountView } from "../../../shared/protocol/index.ts";

const t = createTranslate("de");
const ready = (about: Partial<Extract<AccountView, { kind: "ready" }>>): AccountView =>
  ({ kind: "ready", unread: 0, waiting: 0, connection: "online", ...about }) as unknown as AccountView;
const signedOut = (reason: Extract<AccountView, { kind: "signed_out" }>["reason"]): AccountView => ({
  kind: "signed_out",
  reason,
});

describe("the badge", () => {
  test.each<[string, AccountView, string, string, string]>([
    ["nobody signed in", { kind: "none" }, "", "Federpost", "usual"],
    ["nothing unread", ready({}), "", "Federpost", "usual"],
    ["unread letters", ready({ unread: 3 }), "3", "Federpost: 3 ungelesene Briefe", "usual"],
    ["very many", ready({ unread: 1234 }), "99+", "Federpost: 1.234 ungelesene Briefe", "usual"],
    [
      "no connection",
      ready({ unread: 1, connection: "offline" }),
      "1",
      "Federpost: 1 ungelesener Brief · Nicht verbunden, die Zahl ist vielleicht alt",
      "calm",
    ],
    [
      "letters that wait to be sent",
      ready({ waiting: 2 }),
      "",
      "Federpost · 2 Briefe warten auf den Versand.",
      "usual",
    ],
    ["locked", { kind: "locked", userId: null, parked: 0 }, "", "Federpost ist gesperrt", "calm"],
    [
      "a session that was ended",
      signedOut("token_revoked"),
      "!",
      "Federpost: Bitte melden Sie sich erneut an",
      "alarm",
    ],
    ["the person signed out", signedOut("by_person"), "", "Federpost", "usual"],
    [
      "a policy that stops it",
      { kind: "blocked" } as unknown as AccountView,
      "!",
      "Federpost: von Ihrer Verwaltung angehalten",
      "alarm",
    ],
  ])("says %s", (_state, account, text, title, tone) => {
    expect(badgeOf(account, t)).toEqual({ text, title, tone });
  });

  test("counts what waits while locked, and says that a new device waits", () => {
    expect(badgeOf({ kind: "locked", userId: null, parked: 4 }, t)).toMatchObject({ text: "4", tone: "calm" });
    expect(badgeOf({ kind: "waiting" } as unknown as AccountView, t)).toMatchObject({ text: "…", tone: "calm" });
  });
});
