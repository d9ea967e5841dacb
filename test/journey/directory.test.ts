import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Directory, signFederationList } from "../../scripts/directory/index.ts";
import type { BrowserName } from "../../scripts/setup/index.ts";
import { createAccessLook } from "./access.ts";
import { walk } from "./journey.ts";
import type { Scene } from "./scene.ts";
import {
  findOnPage,
  lookOnPage,
  office,
  openDirectory,
  openOfficeFinder,
  setDirectory,
  takeFirst,
} from "./steps/directory.ts";
import { openInbox } from "./steps/letters.ts";

async function lookUp(browser: BrowserName): Promise<void> {
  const access = createAccessLook();
  const options = {
    browser,
    servers: 1,
    keepDir: process.env.FEDERPOST_KEEP ?? null,
    say: () => undefined,
    text: null,
    filePath: null,
  } as const;
  await walk("directory", { ...options, look: access.look }, async (scene) => {
    const { citizen, clerk, portal, narrator } = scene;
    const { host } = new URL(portal.origin);
    const { directory, file } = await openDirectory(scene);
    try {
      const page = await narrator.step("A page looks for an office: there is no directory yet, which it hears", () =>
        openOfficeFinder(citizen, scene),
      );
      await narrator.step("The citizen sets the directory", () => setDirectory(citizen, { directory, file }, narrator));
      const inbox = await openInbox(citizen);
      await inbox.click({ testId: "write" });
      await narrator.step("By its name: the keys take it, and its domain names the mailbox", async () => {
        await inbox.fill({ testId: "compose-to" }, "bauamt");
        await inbox.see({ testId: "choice", text: office });
        await narrator.picture(inbox, "directory-suggests");
        await inbox.fill({ testId: "compose-to" }, "");
        await inbox.miss({ testId: "choice" });
        await takeFirst(inbox, "compose-to", "bauamt");
        await inbox.see({ testId: "recipient", data: { state: "found" }, text: clerk.userId });
        await inbox.see({ testId: "domain-proof", text: host });
      });
      await narrator.step("Nobody is found by a person's name or address", async () => {
        for (const name of ["erika", "mustermann", "erika mustermann"]) {
          await inbox.fill({ testId: "compose-to" }, name);
          await inbox.see({ testId: "suggested", data: { state: "found" } });
          await inbox.miss({ testId: "choice" });
        }
        await narrator.picture(inbox, "directory-nothing");
        await inbox.fill({ testId: "compose-to" }, citizen.userId);
        await inbox.see({ testId: "recipient", data: { state: "found" } });
        expect(directory.asked.join()).not.toContain(citizen.userId);
      });
      await narrator.step("An answer that was changed on its way is not shown, and said", async () => {
        directory.tamper((_path, answer) => JSON.parse(JSON.stringify(answer).replaceAll(host, "127.0.0.1:9")));
        await inbox.fill({ testId: "compose-to" }, "bauamt der");
        await inbox.see({ testId: "not-signed" });
        await inbox.miss({ testId: "choice" });
        await narrator.picture(inbox, "directory-not-signed");
        directory.tamper(() => "<!doctype html>");
        await inbox.fill({ testId: "compose-to" }, "bauamt stadt");
        await inbox.see({ testId: "suggested", data: { state: "unreadable" } });
        directory.tamper(null);
      });
      await narrator.step("By service and postcode: the responsible agency, and a letter to it", async () => {
        await inbox.fill({ testId: "compose-to" }, "");
        await inbox.click({ css: "[data-testid=find-responsible] > summary" });
        await takeFirst(inbox, "find-service", "baugenehmigung");
        await takeFirst(inbox, "find-area", "78999");
        await inbox.see({ testId: "responsible", text: office });
        await narrator.picture(inbox, "directory-responsible");
        await inbox.click({ testId: "take-agency" });
        await inbox.see({ testId: "recipient", data: { state: "found" }, text: clerk.userId });
        await inbox.fill({ testId: "compose-subject" }, "Anfrage aus dem Verzeichnis");
        await inbox.fill({ testId: "compose-text" }, "Guten Tag");
        await inbox.click({ testId: "send" });
        await inbox.see({ testId: "thread-title", text: "Anfrage aus dem Verzeichnis" });
      });
      await narrator.step("The page finds the office in the citizen's directory, as its domain calls it", () =>
        findOnPage(page, directory, scene),
      );
      await narrator.step(
        "The clerk's list of servers: closed while forged, held once signed, an older one refused",
        () => followList(scene, directory),
      );
      await narrator.step("A directory that is down is said, and a domain still works", async () => {
        await directory.stop();
        await lookOnPage(page, { query: "bauamt" }, "later");
        await inbox.click({ testId: "write" });
        await inbox.fill({ testId: "compose-to" }, "bauamt");
        await inbox.see({ testId: "suggested", data: { state: "unreachable" } });
        await narrator.picture(inbox, "directory-down");
        await inbox.fill({ testId: "compose-to" }, host);
        await inbox.see({ testId: "recipient", data: { state: "found" }, text: clerk.userId });
      });
    } finally {
      await directory.stop().catch(() => undefined);
    }
  });
  expect(access.found).toEqual([]);
}

/** The clerk sets an operator's list of servers, and sees what is wrong with it. */
async function followList({ clerk, dir, narrator }: Scene, { key, publish, listFile }: Directory): Promise<void> {
  const list = (number: number) =>
    signFederationList(key, {
      number,
      issued: Date.now() - 1000,
      not_after: Date.now() + 86_400_000,
      servers: ["kreis.example"],
    });
  const file = join(dir, "federation.json");
  await writeFile(file, listFile);
  const { browser } = clerk;
  const settings = await browser.open(browser.extensionUrl("options.html"));
  await settings.see({ testId: "federation", data: { state: "none" } });
  publish(`${(await list(7)).slice(0, -8)}AAAAAAAA`);
  await settings.setFiles({ testId: "source-federation-file" }, [file]);
  await settings.click({ testId: "source-confirm" });
  await settings.see({ testId: "federation", data: { state: "closed" } });
  await settings.see({ testId: "federation-fault", text: "not signed by the operator" });
  await narrator.picture(settings, "list-not-signed");
  publish(await list(7));
  await settings.click({ testId: "federation-check" });
  await settings.see({ testId: "federation", data: { state: "holds" }, text: "no. 7" });
  await settings.miss({ testId: "federation-fault" });
  publish(await list(6));
  await settings.click({ testId: "federation-check" });
  await settings.see({ testId: "federation-fault", text: "older list" });
  await settings.see({ testId: "federation", data: { state: "holds" }, text: "no. 7" });
  await narrator.picture(settings, "list-older");
  await settings.close();
}

describe("an agency that a citizen looks for in a directory, by clicks and keys", () => {
  for (const browser of ["chromium", "firefox"] as const)
    it(`is found by name, and by service and postcode; people are not; in ${browser}`, () => lookUp(browser));
});
