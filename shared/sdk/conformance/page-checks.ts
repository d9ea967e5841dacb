import { announceEvent, requestEvent, wireVersion } from "../../protocol/index.ts";
import { findPort } from "../find.ts";
import { type Check, failed, skipped, warning } from "./report.ts";

/** Checks of the document that this runs in, before there is a line. */

const frameMessage = "federpost-conformance-frame";
/** How long a frame waits for the extension, and the page for the frame. */
const frameMs = { looks: 2000, atMost: 6000 };

export interface PageWorld {
  readonly timeoutMs: number;
  /** This page's own address with which it says in a frame whether it finds the extension; null: no frame is tried. */
  readonly frameUrl: string | null;
}

const isLoopback = (host: string): boolean => host === "localhost" || host === "[::1]" || /^127\./.test(host);

export const pageChecks: readonly Check<PageWorld>[] = [
  {
    id: "origin",
    area: "page",
    what: "The page has an origin of its own, by https.",
    todo: "Serve it by https and without a sandbox: permissions belong to an origin, and a page without one gets nothing.",
    look: () => {
      if (globalThis.origin === "null") return failed("an opaque origin: the page or its frame is sandboxed");
      const { protocol, hostname } = new URL(globalThis.origin);
      if (protocol === "https:") return globalThis.origin;
      return isLoopback(hostname) ? warning(`${globalThis.origin}: test builds only`) : failed(globalThis.origin);
    },
  },
  {
    id: "top",
    area: "page",
    what: "The page is no frame in another one.",
    todo: "Open it by itself: a frame gets nothing until its own origin holds a permission.",
    look: () => (window.top === window ? "the top page" : warning("a frame")),
  },
  {
    id: "announce",
    area: "page",
    what: "The extension answers this page.",
    todo: "Install it, press its toolbar button on this page and choose “Connect this page”, then load the page anew.",
    look: async ({ timeoutMs }) => {
      const port = await findPort({ timeoutMs });
      port?.close();
      return port === null ? failed(`no answer within ${timeoutMs} ms`) : "it answers";
    },
  },
  {
    id: "announce_frozen",
    area: "page",
    what: "What the extension announces cannot be changed by other scripts.",
    todo: "Report this: it is a defect of the extension.",
    look: () => {
      const details: unknown[] = [];
      const target = new EventTarget();
      target.addEventListener(announceEvent, (event) => {
        details.push(event instanceof CustomEvent ? event.detail : null);
      });
      window.dispatchEvent(new CustomEvent(requestEvent, { detail: Object.freeze({ target }) }));
      const [detail] = details;
      if (typeof detail !== "object" || detail === null || !("port" in detail)) return failed("no answer");
      if (detail.port instanceof MessagePort) detail.port.close();
      const version = "version" in detail ? detail.version : null;
      if (version !== wireVersion) return failed(`version ${String(version)} of the wire`);
      return Object.isFrozen(detail) ? `version ${version} of the wire` : failed("it is not frozen");
    },
  },
  {
    id: "no_trace",
    area: "page",
    what: "The extension leaves no name in the page's global scope and no mark in its document.",
    todo: "Another script of the page may carry this name. Report it where none does.",
    look: () => {
      const names = Object.getOwnPropertyNames(globalThis).filter((name) => /federpost/i.test(name));
      const marks = [...document.querySelectorAll("*")].filter((element) => /federpost/i.test(element.localName));
      return names.length + marks.length === 0 ? "none" : failed([...names, ...marks.map((m) => m.localName)].join());
    },
  },
  {
    id: "opaque_frame",
    area: "page",
    what: "A sandboxed frame of this page gets nothing.",
    todo: "Report this: it is a defect of the extension.",
    look: async ({ frameUrl }) => {
      const told = frameUrl === null ? null : await askFrame(frameUrl);
      if (told === null) return skipped("the page's policy lets no frame of its own in that runs this script");
      return told === "nothing" ? "nothing" : failed("it answers there");
    },
  },
];

/** Puts the page itself into a sandboxed frame and waits for what it finds there; null where no frame runs. */
function askFrame(url: string): Promise<string | null> {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.hidden = true;
  return new Promise<string | null>((resolve) => {
    const hear = ({ source, data }: MessageEvent<unknown>) => {
      if (source !== frame.contentWindow || typeof data !== "object" || data === null) return;
      if ("kind" in data && data.kind === frameMessage && "found" in data) settle(String(data.found));
    };
    const settle = (found: string | null) => {
      clearTimeout(timer);
      window.removeEventListener("message", hear);
      frame.remove();
      resolve(found);
    };
    const timer = setTimeout(() => settle(null), frameMs.atMost);
    window.addEventListener("message", hear);
    frame.src = url;
    document.body.append(frame);
  });
}

/** What the page does where it is the frame. */
export async function tellFromFrame(): Promise<void> {
  const port = await findPort({ timeoutMs: frameMs.looks });
  window.parent.postMessage({ kind: frameMessage, found: port === null ? "nothing" : "a line" }, "*");
}
