import { afterEach, describe, expect, it } from "vitest";
import { panelPageOf, portalCallerOf } from "../../../extension/host/ports.ts";
import type { PortSender } from "../../../extension/platform/index.ts";

const extension = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";

/** The browser around the host: its own address and manifest. */
function surround(): void {
  Object.assign(globalThis, {
    chrome: {
      runtime: {
        id: "abcdefghijklmnopabcdefghijklmnop",
        getURL: (path: string) => `${extension}/${path}`,
      },
    },
  });
}
afterEach(() => Reflect.deleteProperty(globalThis, "chrome"));

const portal: PortSender = {
  ourExtension: true,
  origin: "https://bauamt.musterlingen.de",
  url: "https://bauamt.musterlingen.de/antrag",
  documentId: "D1",
  lifecycle: "active",
  tabId: 7,
  frameId: 0,
  tabUrl: "https://bauamt.musterlingen.de/antrag",
};

const page: PortSender = {
  ...portal,
  origin: extension,
  url: `${extension}/inbox.html#/threads`,
  tabUrl: `${extension}/inbox.html`,
};

describe("who is on a portal's line", () => {
  it("is what the browser says of origin, document and frame", () => {
    surround();
    expect(portalCallerOf(portal, "https")).toEqual({
      origin: "https://bauamt.musterlingen.de",
      documentId: "D1",
      tabId: 7,
      frameId: 0,
      topOrigin: "https://bauamt.musterlingen.de",
    });
  });

  it.each([
    ["another extension", { ourExtension: false }],
    ["an opaque origin", { origin: "null", url: "https://bauamt.musterlingen.de/" }],
    ["no origin", { origin: null }],
    ["plain http", { origin: "http://bauamt.musterlingen.de" }],
    ["loopback in a production build", { origin: "http://127.0.0.1:8080" }],
    ["a file", { origin: "file://" }],
    ["our own pages", { origin: extension }],
    ["an origin with a path", { origin: "https://bauamt.musterlingen.de/" }],
    ["a context without a tab", { tabId: null }],
    ["a context without a frame", { frameId: null }],
    ["a prerendered document", { lifecycle: "prerender" }],
    ["a document in the back/forward cache", { lifecycle: "cached" }],
    ["a frame whose top page is not told", { frameId: 3, tabUrl: null }],
    ["a frame in a plain http page", { frameId: 3, tabUrl: "http://evil.example/" }],
  ])("is nobody: %s", (_name, change) => {
    surround();
    expect(portalCallerOf({ ...portal, ...change }, "https")).toBeNull();
  });

  it("may be loopback where the manifest says that this is a test build", () => {
    surround();
    const caller = (origin: string) => portalCallerOf({ ...portal, origin }, "https and loopback");
    expect(caller("http://127.0.0.1:8080")?.origin).toBe("http://127.0.0.1:8080");
    expect(caller("http://bauamt.musterlingen.de")).toBeNull();
  });

  it("in a frame keeps its own origin and names the page around it", () => {
    surround();
    const caller = portalCallerOf({ ...portal, frameId: 3, tabUrl: "https://stadt.example/x" }, "https");
    expect(caller).toMatchObject({ origin: portal.origin, topOrigin: "https://stadt.example", frameId: 3 });
  });

  it("where documents have no id each port stands for its own", () => {
    surround();
    const ids = [1, 2].map(() => portalCallerOf({ ...portal, documentId: null }, "https")?.documentId);
    expect(ids[0]).not.toBe(ids[1]);
  });
});

describe("who is on a panel's line", () => {
  it("is one of our own pages, in a tab or in the popup", () => {
    surround();
    expect(panelPageOf(page)).toBe("inbox");
    expect(panelPageOf({ ...page, url: `${extension}/popup.html`, tabId: null, frameId: null })).toBe("popup");
    expect(panelPageOf({ ...page, url: `${extension}/consent.html?request=1` })).toBe("consent");
  });

  it.each([
    ["a web page", { origin: portal.origin, url: portal.url }],
    ["a content script that claims our address", { origin: portal.origin }],
    ["a page of ours inside another page", { frameId: 2 }],
    ["a page of ours that has no business there", { url: `${extension}/offscreen.html` }],
    ["an unknown page", { url: `${extension}/popup.html/x` }],
    ["another extension", { ourExtension: false }],
    ["no address", { url: null }],
  ])("is nobody: %s", (_name, change) => {
    surround();
    expect(panelPageOf({ ...page, ...change })).toBeNull();
  });
});
