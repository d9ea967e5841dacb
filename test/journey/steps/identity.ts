import type { Actor } from "../actor.ts";
import type { Page } from "../driver/index.ts";
import type { Narrator } from "../narrator.ts";
import { approve, sayYes, seeQuestion } from "./portal.ts";

/** A portal that asks who somebody is, as people meet it. */

/** Opens the page that asks, allows it to, and waits for its question. */
export async function askedWhoOneIs(
  actor: Actor,
  portal: { readonly origin: string; readonly url: string },
  about: { readonly evidence: "x509" | "oidc"; readonly shows: readonly string[]; readonly narrator: Narrator },
): Promise<{ readonly page: Page; readonly consent: Page }> {
  const { evidence, shows, narrator } = about;
  const page = await actor.browser.open(`${portal.url}identity?evidence=${evidence}`);
  await page.see({ testId: "identity-state", data: { state: "connected" } });
  await page.click({ testId: "present" });
  await approve(actor, { kind: "access", origin: portal.origin, shows: [] }, narrator);
  const asked = { kind: "present", origin: portal.origin, shows: ["Einsicht in die Bauakte", ...shows] } as const;
  const consent = await seeQuestion(actor, asked);
  await narrator.picture(consent, `consent-present-${evidence}`);
  return { page, consent };
}

/** Agrees, and sees the page say whom its server found. */
export async function presentAndSee(page: Page, consent: Page, name: string): Promise<void> {
  await sayYes(consent);
  await page.see({ testId: "identity-state", data: { state: "valid" } });
  await page.see({ testId: "identity-who", text: name });
}
