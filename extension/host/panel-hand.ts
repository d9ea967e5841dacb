import type { PanelParams } from "../../shared/protocol/index.ts";
import type { AtHand } from "./at-hand.ts";
import type { Mailbox } from "./mailbox.ts";
import { noteWindow, openOwnWindow } from "./pop-out.ts";

/** What our pages ask for windows of their own, for what was begun outside of them, and for being away. */

interface World {
  readonly mailbox: Mailbox;
  readonly atHand: AtHand;
  readonly changed: (what: "account") => void;
}

export const handHandlers = {
  "absence.read": async ({ mailbox }: World) => ({ absence: await mailbox.courier.absence.read() }),
  "absence.set": async ({ mailbox, changed }: World, { absence }: PanelParams<"absence.set">) => {
    await mailbox.courier.absence.set(absence);
    changed("account");
    return { absence };
  },
  "window.open": openOwnWindow,
  "window.place": noteWindow,
  "search.takeWanted": async ({ atHand }: World) => ({ query: atHand.bar.take() }),
};
