import type { Actor } from "../actor.ts";
import type { Page } from "../driver/index.ts";
import type { Narrator } from "../narrator.ts";
import { type LockChoice, setUp } from "./set-up.ts";

/** Opens the popup as the toolbar button does: a narrow page. */
export const openPopup = async ({ browser }: Actor): Promise<Page> => {
  const popup = await browser.open(browser.extensionUrl("popup.html"));
  await popup.resize({ width: 400, height: 600 });
  return popup;
};

/**
 * First run: from the popup to the first page, through the recovery key and the lock, and from there into the mailbox.
 * Returns the full inbox.
 */
export const signIn = async (actor: Actor, narrator: Narrator, lock: LockChoice = { kind: "none" }): Promise<Page> => {
  const { browser } = actor;
  const popup = await openPopup(actor);
  await popup.see({ testId: "set-up" });
  await narrator.picture(popup, `${actor.role}-welcome`);
  await popup.click({ testId: "set-up" });
  const inbox = await browser.page(browser.extensionUrl("inbox.html"));
  await popup.close();
  await inbox.fill({ testId: "sign-in-homeserver" }, actor.homeserver.url);
  await inbox.fill({ testId: "sign-in-user" }, actor.user);
  await inbox.fill({ testId: "sign-in-password" }, actor.password);
  await narrator.picture(inbox, `${actor.role}-sign-in`);
  await inbox.click({ testId: "sign-in" });
  await setUp(inbox, lock, { actor, narrator });
  await inbox.see({ testId: "connection", data: { state: "online" } });
  await narrator.picture(inbox, `${actor.role}-first-inbox`);
  return inbox;
};
