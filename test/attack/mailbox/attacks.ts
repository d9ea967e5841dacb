import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BrowserName } from "../../../scripts/setup/index.ts";
import { type Played, play } from "./play.ts";

const ofBrowser = /(^|\.)(google|googleapis|gstatic|gvt1|mozilla|firefox)\.(com|net|org)(:443)?$/;

/** Attacks by content on a mailbox with everything real, and what lies about after a journey. */
export function attackMailboxes(browser: BrowserName): void {
  let dir: string;
  let played: Played;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "federpost-attack-"));
    played = await play(browser, dir);
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  describe("a hostile letter", () => {
    it(`A12 ${browser}: is not retrieved by lists, previews, an unopened thread or the portal`, () => {
      expect(played.beforeOpening).toEqual(["provided"]);
    });

    it(`D1 ${browser}: runs nothing and loads nothing`, () => {
      expect(played.letter.ran).toBe(false);
      expect(played.canaryAsked).toEqual([]);
      expect(played.letter.tags.filter((tag) => tag !== "A" && tag !== "SPAN")).toEqual([]);
    });

    it(`D2 ${browser}: with names of files that climb, reverse or run is warned of and saved under harmless names`, () => {
      expect(played.warnedFiles).toBe(3);
      expect(played.saved).toHaveLength(3);
      for (const { name, path, isWhole } of played.saved) {
        expect(dirname(path)).toBe(played.downloadsDir);
        expect(name).not.toMatch(/[\\/:*?"<>|\u202E]/);
        expect(isWhole).toBe(true);
      }
    });

    it(`D3 ${browser}: has links to https only, which tell nobody where they come from`, () => {
      expect(played.letter.links.map(({ href }) => href)).toContain("https://bauamt.example/vorgang?id=7");
      for (const { href, rel, target } of played.letter.links) {
        expect(href).toMatch(/^https:\/\/[^@]*$/);
        expect(rel.split(" ").sort()).toEqual(["noopener", "noreferrer"]);
        expect(target).toBe("_blank");
      }
    });
  });

  describe("after a journey", () => {
    it(`C1 ${browser}: no key and no word of a letter lies in profiles, storage areas, messages or at the homeserver`, () => {
      expect(played.searchWorks).toBe(true);
      for (const kind of [
        "identitySecret",
        "archiveSecret",
        "vaultSecret",
        "ownerSecret",
        "mlsKey/secret",
        "letterKey/secret",
        "accessToken",
        "initKey",
        "leafKey",
        "attachments",
      ])
        expect(played.searched.join("\n")).toContain(kind);
      expect(played.leaks).toEqual([]);
    });

    it(`E6 ${browser}: nobody was asked but the homeserver and the portal`, () => {
      for (const host of played.namedHosts) expect(played.hosts).toContain(host);
      const others = played.hosts.filter((host) => !played.namedHosts.includes(host));
      // A browser asks its maker for this and that; nothing of ours knows these hosts.
      const strange = others.filter(
        (host) => !ofBrowser.test(host) || played.ourCode.includes(host.split(":")[0] ?? ""),
      );
      expect(strange).toEqual([]);
    });
  });
}
