import type { Actor } from "../actor.ts";
import { type Page, type Spot, until } from "../driver/index.ts";

export interface LetterToWrite {
  readonly subject: string;
  readonly text: string;
  /** Paths of its attachments. */
  readonly files: readonly string[];
  /** Shows with it who one is. */
  readonly showPerson?: boolean;
}

export type DeliveryState = "with_server" | "provided" | "retrieved";

/** The full inbox in a tab of its own. */
export const openInbox = ({ browser }: Actor): Promise<Page> => browser.open(browser.extensionUrl("inbox.html"));

/** Ends the seconds in which the letter just sent can be taken back, unless they are over already. */
export const sendNow = async (page: Page): Promise<void> => {
  const letter = { testId: "letter", which: "last" } as const;
  const left = { css: "[data-testid=delivery]:not([data-state=held])", inside: letter };
  const button = { testId: "send-now" };
  const isThere = async (spot: Spot) => (await page.count(spot)) > 0;
  await until(
    async () => ((await isThere(button)) || (await isThere(left)) ? true : null),
    () => "The letter is neither held nor on its way",
  );
  if (await isThere(button)) await page.click(button).catch(() => undefined);
  await page.see(left);
};

/** Writes a new letter in the full inbox; afterwards its thread is shown. */
export const writeLetter = async (inbox: Page, to: string, letter: LetterToWrite): Promise<void> => {
  await inbox.click({ testId: "write" });
  await inbox.fill({ testId: "compose-to" }, to);
  await inbox.fill({ testId: "compose-subject" }, letter.subject);
  await inbox.fill({ testId: "compose-text" }, letter.text);
  if (letter.files.length > 0) await inbox.setFiles({ testId: "attach" }, letter.files);
  await inbox.see({ testId: "recipient", data: { state: "found" } });
  if (letter.showPerson === true) await inbox.click({ testId: "show-person" });
  await inbox.click({ testId: "send" });
  await inbox.see({ testId: "thread-title", text: letter.subject });
  await sendNow(inbox);
};

/** Waits for the thread in the list and goes to it. */
export const chooseThread = async (page: Page, subject: string): Promise<void> => {
  await page.click({ testId: "thread-row", text: subject });
  await page.see({ testId: "thread-title", text: subject });
};

/** Opens the newest letter of the thread that is shown, which counts as retrieving it, and returns its text. */
export const openNewest = async (page: Page): Promise<string> => {
  await page.see({ testId: "letter", data: { state: "closed" }, which: "last" });
  await page.click({ testId: "open-letter", which: "last" });
  await page.miss({ testId: "open-letter" });
  return readNewest(page);
};

/** The newest letter of the thread that is shown, as a person reads it. */
export const readNewest = (page: Page): Promise<string> =>
  page.read({
    ...{ css: ".letter-text:not([data-testid=data] *)", which: "first" },
    inside: { testId: "letter", which: "last" },
  });

const unfoldAsking = async (page: Page): Promise<void> => {
  const folded = { css: "[data-testid=ask-for]:not([open]) summary" };
  await page.see({ css: "[data-testid=ask-for] summary" });
  if ((await page.count(folded)) > 0) await page.click(folded);
};

/** Asks for an acknowledgement in the answer that is being written. */
export const askToAcknowledge = async (page: Page, day: string): Promise<void> => {
  await unfoldAsking(page);
  await page.fill({ testId: "ask-acknowledge-by" }, day);
};

const additions = ["Call back", "Bank account", "Send papers", "Form from a file", "Received", "In progress"] as const;

/** Adds a form or a status to the answer that is being written, by the keys that go through a choice. */
export const addToAnswer = async (page: Page, addition: (typeof additions)[number]): Promise<void> => {
  await unfoldAsking(page);
  await page.click({ css: "[data-testid=ask-for] .field:has([data-testid=ask-add]) label" });
  for (let at = 0; at <= additions.indexOf(addition); at++) await page.press("ArrowDown");
};

/** Confirms receipt of the newest letter for the day that stands in the field: today. */
export const confirmReceipt = async (page: Page): Promise<void> => {
  await page.see({ testId: "acknowledge", which: "last" });
  await page.click({ testId: "acknowledge-confirm", which: "last" });
  await page.miss({ testId: "acknowledge" });
};

/** Answers in the thread that is shown. */
export const answer = async (page: Page, text: string): Promise<void> => {
  await page.fill({ testId: "reply-text" }, text);
  await page.click({ testId: "send" });
  await page.see({ testId: "letter", text: text.slice(0, 60) });
  await sendNow(page);
};

/** Waits until our newest letter of the thread that is shown is said to be as far as `state`. */
export const seeDelivery = (page: Page, state: DeliveryState): Promise<void> =>
  page.see({ testId: "delivery", data: { state }, which: "last" });

/** Unfolds the newest letter's receipts and waits until there is a valid one of each of `kinds`. */
export const seeReceipts = async (page: Page, kinds: readonly string[]): Promise<void> => {
  const letter = { testId: "letter", which: "last" } as const;
  const folded = { css: "details.receipts:not([open]) summary", inside: letter };
  await page.see({ css: ".receipts summary", inside: letter });
  if ((await page.count(folded)) > 0) await page.click(folded);
  for (const kind of kinds)
    await page.see({ css: `.receipt[data-kind=${kind}]:not(.receipt-invalid)`, inside: letter });
};

/** Saves one attachment of the newest letter and returns the path of the file. */
export const saveAttachment = ({ browser }: Actor, page: Page, name: string): Promise<string> =>
  browser.download(() =>
    page.click({
      testId: "save-attachment",
      inside: { testId: "attachment", text: name, inside: { testId: "letter", which: "last" } },
    }),
  );
