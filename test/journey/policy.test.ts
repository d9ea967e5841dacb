import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Homeserver, startHomeserver } from "../../scripts/homeserver/index.ts";
import { type Authority, openAuthority } from "./authority.ts";
import { type JourneyBrowser, launchBrowser, type Page } from "./driver/index.ts";
import { managedBrowser, whyNotManaged } from "./managed.ts";
import { createNarrator } from "./narrator.ts";
import { keepRecoveryKey } from "./steps/set-up.ts";

const passphrase = "drei alte Kähne am Ufer";
const sign = "Der rote Ahorn im Hof";
const picturesDir = process.env.FEDERPOST_PICTURES ?? null;

describe.skipIf(whyNotManaged() !== null).each(["chromium", "firefox"] as const)(
  "a mailbox that an administrator manages in %s",
  (name) => {
    let dir: string;
    let homeserver: Homeserver;
    let authority: Authority;
    let policy: Record<string, unknown>;
    let browser: JourneyBrowser | null = null;
    const password = randomBytes(12).toString("base64url");
    const narrator = createNarrator({
      say: () => undefined,
      picturesDir: picturesDir === null ? null : join(picturesDir, name),
    });

    beforeAll(async () => {
      dir = await mkdtemp(join(tmpdir(), "federpost-policy-"));
      homeserver = await startHomeserver({ dir: join(dir, "homeserver"), rateLimits: "raised" });
      authority = await openAuthority(join(dir, "authority"));
      await homeserver.createUser({ user: "erika", password });
      policy = {
        homeserver: homeserver.url,
        lockRequired: true,
        lockAfterMinutes: 5,
        trustRoots: await readFile(authority.rootFile, "utf8"),
        allowedPortals: ["https://portal.stadt.example"],
        minimumVersion: "0.0.1",
      };
    });
    afterAll(async () => {
      await browser?.close();
      await homeserver?.stop();
      await rm(dir, { recursive: true, force: true });
    });

    /** The browser starts anew under these rules, with the same profile. */
    const startUnder = async (values: object | null): Promise<JourneyBrowser> => {
      await browser?.close();
      const executable = await managedBrowser(name, dir, values);
      const launched = await launchBrowser({
        browser: name,
        dir: join(dir, "erika"),
        language: "de",
        window: "headless",
        executable,
      });
      browser = launched;
      return launched;
    };
    const openPage = async (of: JourneyBrowser, page: string): Promise<Page> => of.open(of.extensionUrl(page));

    it("signs in at the prescribed homeserver only, and cannot do without a lock", async () => {
      const page = await openPage(await startUnder(policy), "inbox.html");
      await page.see({ css: "[data-testid=sign-in-homeserver][disabled]" });
      await narrator.picture(page, "sign-in-prescribed");
      await page.fill({ testId: "sign-in-user" }, "erika");
      await page.fill({ testId: "sign-in-password" }, password);
      await page.click({ testId: "sign-in" });
      await keepRecoveryKey(page);
      await page.see({ testId: "first-run-lock" });
      expect(await page.count({ testId: "lock-none" })).toBe(0);
      await narrator.picture(page, "lock-required");
      await page.fill({ testId: "new-passphrase" }, passphrase);
      await page.fill({ testId: "repeat-passphrase" }, passphrase);
      await page.click({ testId: "lock-done" });
      await page.see({ testId: "connection", data: { state: "online" } });
    });

    it("believes the prescribed authority, which the person cannot remove", async () => {
      const options = await openPage(browser!, "options.html");
      await options.see({ testId: "root" });
      expect((await options.read({ testId: "fingerprint" })).replace(/\s/g, "")).toBe(authority.fingerprint);
      expect(await options.count({ testId: "root-remove" })).toBe(0);
      await options.fill({ testId: "cue-phrase" }, sign);
      await options.click({ testId: "cue-save" });
      await options.see({ testId: "cue-saved" });
    });

    it("does not work under rules that contain an error, and says which; afterwards everything is as it was", async () => {
      const wrong = await openPage(
        await startUnder({ ...policy, allowedPortals: ["http://portal.stadt.example"] }),
        "inbox.html",
      );
      await wrong.see({ testId: "blocked", data: { why: "policy_invalid" } });
      await wrong.see({ testId: "policy-fault", data: { field: "allowedPortals" } });
      await narrator.picture(wrong, "blocked-invalid");
      const old = await openPage(await startUnder({ ...policy, minimumVersion: "99" }), "inbox.html");
      await old.see({ testId: "blocked", data: { why: "too_old" } });
      // The stopped mailbox is locked: where its passphrase is asked for, the person's sign stands.
      await old.see({ testId: "unlock", inside: { testId: "leave" } });
      await old.see({ testId: "cue", text: sign, inside: { testId: "leave" } });
      await narrator.picture(old, "blocked-too-old");
      const again = await openPage(await startUnder(policy), "inbox.html");
      await again.see({ testId: "locked" });
      await again.fill({ testId: "way-passphrase-field" }, passphrase);
      await again.click({ testId: "unlock" });
      await again.see({ testId: "connection", data: { state: "online" } });
    });

    it("goes on to obey rules that have vanished", async () => {
      const options = await openPage(await startUnder(null), "options.html");
      await options.see({ testId: "locked" });
      await options.fill({ testId: "way-passphrase-field" }, passphrase);
      await options.click({ testId: "unlock" });
      await options.see({ testId: "root" });
      expect(await options.count({ testId: "root-remove" })).toBe(0);
      await options.see({ testId: "set-passphrase" });
      expect(await options.count({ testId: "set-device" })).toBe(0);
      expect(await options.read({ testId: "policy" })).toContain("Die letzten gelten weiter");
    });
  },
);
