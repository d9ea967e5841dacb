import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepare } from "../../scripts/setup/index.ts";
import { publishedPath } from "../../shared/acme/index.ts";
import { packCommand, type Ran, run } from "../acme/command.ts";
import { hasPebble, type Pebble, startPebble } from "../acme/pebble.ts";
import { hasServer, type RunningServer, startServer } from "../acme/web-server.ts";
import { createAccessLook } from "./access.ts";
import { type Page, until } from "./driver/index.ts";
import { createNarrator } from "./narrator.ts";
import { openScene, type Scene } from "./scene.ts";
import { fillAcme, openAcme } from "./steps/acme.ts";
import { openInbox } from "./steps/letters.ts";

/** Where pictures are left for whoever wants to look at them. */
const picturesDir = process.env.FEDERPOST_PICTURES ?? null;

describe.skipIf(!hasPebble || !hasServer.nginx).each(["chromium", "firefox"] as const)(
  "an agency's mailbox in %s whose certificate a server gets by ACME",
  (browser) => {
    const access = createAccessLook();
    let dir: string;
    let scene: Scene;
    let pebble: Pebble;
    let server: RunningServer | null = null;
    let cli: string;
    let state: string;
    let settings: Page;
    let address: string;
    const narrator = createNarrator({
      say: () => undefined,
      picturesDir: picturesDir && join(picturesDir, browser),
      look: access.look,
    });
    const command = (...args: string[]): Promise<Ran> =>
      run(cli, [...args, "--state", state], { NODE_EXTRA_CA_CERTS: pebble.caFile });

    beforeAll(async () => {
      await prepare(["acme"]);
      dir = await mkdtemp(join(tmpdir(), "federpost-acme-journey-"));
      cli = await packCommand();
      state = join(dir, "state");
      pebble = await startPebble({ dir: join(dir, "pebble"), validitySeconds: 25 * 86_400 });
      address = `http://127.0.0.1:${pebble.httpPort}${publishedPath}`;
      const languages = { citizen: "en", clerk: "de" } as const;
      scene = await openScene({ dir, browser, servers: 1, window: "headless", narrator, languages });
      const roots = [{ certificate: await pebble.root(), proves: "domain" }];
      await writeFile(join(dir, "roots.json"), JSON.stringify(roots));
    });
    afterAll(async () => {
      await scene?.close();
      await server?.stop();
      await pebble?.stop();
      await rm(dir, { recursive: true, force: true });
    });

    it("says which field of the form is wrong, and that the terms must be agreed to", async () => {
      settings = await openAcme(scene.clerk);
      await settings.setFiles({ testId: "roots-file" }, [join(dir, "roots.json")]);
      await settings.see({ testId: "roots-dialog", text: "nur Domains" });
      await settings.click({ testId: "roots-confirm" });
      await settings.see({ testId: "root" });
      await settings.click({ testId: "acme-save" });
      await settings.see({ testId: "acme-status", text: "Ohne Zustimmung" });
      await fillAcme(settings, { directory: "ca.example", domain: "https://stadt.example/", address });
      await settings.click({ testId: "acme-save" });
      await settings.see({ text: "mit https:// beginnt", css: ".problem", which: "first" });
      await narrator.picture(settings, "acme-wrong");
    });

    it("saves the file for the server, which holds nothing secret of the mailbox, and waits", async () => {
      await settings.fill({ testId: "acme-directory" }, pebble.directory);
      await settings.fill({ testId: "acme-domain" }, "stadt.example");
      const file = await scene.clerk.browser.download(() => settings.click({ testId: "acme-save" }));
      const enrolment = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
      expect(enrolment).toMatchObject({ account: scene.clerk.userId, domain: "stadt.example", eab: null });
      expect(Object.keys(enrolment).sort()).toEqual(
        ["account", "contact", "directory", "domain", "eab", "identityKey", "name", "termsAgreed", "v"].sort(),
      );
      await settings.see({ testId: "acme-watching", text: "127.0.0.1" });
      await settings.click({ testId: "acme-look" });
      await settings.see({ testId: "acme-found", text: "Domain antwortet nicht" });
      await narrator.picture(settings, "acme-waiting");
      expect((await command("prepare", file)).code).toBe(0);
    });

    it("shows what the server failed at, in words", async () => {
      const { said } = await command("web-server", "--server", "nginx");
      const lines = said.replace(/return 200 "\$1\.[^"]*"/, 'return 200 "wrong"');
      server = await startServer("nginx", { dir: join(dir, "server"), port: pebble.httpPort, lines });
      expect((await command("enrol")).code).toBe(1);
      await settings.click({ testId: "acme-look" });
      await settings.see({ testId: "acme-found", text: "noch kein Zertifikat" });
      await settings.see({ testId: "acme-attempt", text: "falsche Antwort" });
      await narrator.picture(settings, "acme-failed");
      await server.stop();
      server = await startServer("nginx", { dir: join(dir, "server"), port: pebble.httpPort, lines: said });
    });

    it("takes the certificate over by itself, without a click, and shows the domain as verified", async () => {
      expect((await command("enrol")).code).toBe(0);
      // Saved anew, it has never looked: it does so within a minute.
      await scene.clerk.browser.download(() => settings.click({ testId: "acme-save" }));
      const seen = () => settings.count({ css: "[data-testid=own-evidence][data-kind=verified]" });
      await until(
        async () => ((await seen()) === 1 ? true : null),
        () => "The certificate was not taken over",
        150_000,
      );
      await settings.see({ testId: "own-evidence", text: "stadt.example" });
      await settings.see({ testId: "acme-found", text: "übernommen" });
      await narrator.picture(settings, "acme-taken");
    });

    it("takes a renewed one, and once only", async () => {
      expect((await command("enrol")).code).toBe(0);
      await settings.click({ testId: "acme-look" });
      await settings.see({ testId: "acme-found", text: "übernommen" });
      await settings.click({ testId: "acme-look" });
      await settings.see({ testId: "acme-found", text: "das neueste" });
      await settings.miss({ testId: "acme-attempt" });
    });

    it("warns of the end nowhere while the server is in time", async () => {
      const inbox = await openInbox(scene.clerk);
      await inbox.miss({ testId: "certificate-end" });
      await inbox.close();
    });

    it("looks no longer after a question, and keeps the certificate", async () => {
      await settings.click({ testId: "acme-end" });
      await settings.see({ testId: "acme-end-dialog" });
      await narrator.picture(settings, "acme-end");
      await settings.click({ testId: "acme-end-confirm" });
      await settings.miss({ testId: "acme-watching" });
      await settings.see({ testId: "own-evidence", data: { kind: "verified" } });
      expect(access.found).toEqual([]);
    });
  },
);
