import { describe, expect, test } from "vitest";
import { loadedBy, productionBuilds, readBuild } from "./files.ts";

/** What keeps the mailbox from being there at once is what its page has to load first. */
const load = async (browser: "chrome" | "firefox") => {
  const files = await readBuild({ browser, purpose: "production" });
  const scripts = (paths: readonly string[]) => paths.filter((path) => path.endsWith(".js"));
  const bytes = (paths: readonly string[]) => paths.reduce((sum, path) => sum + (files.get(path)?.length ?? 0), 0);
  const app = [...files.keys()].find((path) => /^chunks\/mount-app-[^/]+\.js$/.test(path)) ?? "";
  return { files, scripts, bytes, views: () => scripts(loadedBy(files, app, "at once")) };
};

describe.each(productionBuilds)("the pages for $browser", ({ browser }) => {
  test.each(["inbox.html", "popup.html", "sidepanel.html"])(
    "%s asks the host before it loads any view: what it needs for that is small",
    async (page) => {
      const { files, scripts, bytes } = await load(browser);
      const html = files.get(page)?.toString("utf8") ?? "";
      const entry = /<script type="module"[^>]* src="\/([^"]+)"/.exec(html)?.[1] ?? "";
      const first = scripts(loadedBy(files, entry, "at once"));
      // All of the line to the host is in it.
      expect(bytes(first)).toBeGreaterThan(10_000);
      expect(first.filter((path) => path.includes("mount-"))).toEqual([]);
      expect(bytes(first)).toBeLessThan(40_000);
    },
  );

  test.each(["inbox.html", "popup.html", "sidepanel.html"])(
    "%s is four files, of which each costs it time: the line to the host, what pages share, its views, its style",
    async (page) => {
      const { files } = await load(browser);
      const html = files.get(page)?.toString("utf8") ?? "";
      const named = [...html.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, path = ""]) => path);
      const names = named.map((path) => path.replace(/^\w+\/(.+?)-[\w-]{8}(\.\w+)$/, "$1$2"));
      expect(names.sort()).toEqual(["mount-app.js", "start.css", "start.js", "views.js"]);
      for (const path of named) expect(files.has(path), path).toBe(true);
    },
  );

  test.each(["inbox.html", "popup.html", "sidepanel.html"])(
    "%s has all of its views fetched as soon as it is read",
    async (page) => {
      const { files, views } = await load(browser);
      const html = files.get(page)?.toString("utf8") ?? "";
      const announced = [...html.matchAll(/<(?:link rel="modulepreload"|script)[^>]* (?:href|src)="\/([^"]+)"/g)].map(
        ([, path]) => path,
      );
      expect(views().filter((path) => !announced.includes(path))).toEqual([]);
      expect(new Set(announced).size).toBe(announced.length);
    },
  );

  test("the mailbox loads its list and nothing of what is opened from it, of other pages, of files or of cameras", async () => {
    const { files, bytes, views } = await load(browser);
    const names = views().map((path) => path.replace(/^chunks\/(.+?)-[\w-]{8}\.js$/, "$1"));
    expect(names.sort()).toEqual(["mount-app", "start", "views"]);
    expect(bytes(views())).toBeLessThan(400_000);
    const texts = views().map((path) => files.get(path)?.toString("utf8") ?? "");
    // Of a letter that can be opened, and of the field that one is written in.
    for (const later of ["open-letter", "compose-text"])
      expect(
        texts.some((text) => text.includes(later)),
        later,
      ).toBe(false);
  });

  test("what is loaded later is there", async () => {
    const { files } = await load(browser);
    const all = loadedBy(files, "inbox.html", "later too");
    const drawing = browser === "chrome" ? "apart" : "here";
    for (const name of [
      "mount-app",
      "mount-options",
      "mount-consent",
      "mount-help",
      drawing,
      "decode",
      "fflate",
      "detail",
      "arriving",
    ])
      expect(all.filter((path) => path.startsWith(`chunks/${name}-`)).length, name).toBe(1);
  });
});
