import { parseLetterId, parseRoomId } from "../../../shared/base/index.ts";

/** Where in the mailbox the person is. */
export type Route =
  | { readonly kind: "list" }
  /** With a letter's id reading begins at that letter. */
  | {
      readonly kind: "thread";
      readonly thread: string;
      readonly letter?: string;
      /** The draft of an answer that goes on; without it the newest of the thread. */
      readonly draftId?: string;
    }
  /** A new letter; with a draft's id the draft goes on. */
  | { readonly kind: "write"; readonly draftId: string | null };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The place an address fragment names; anything unknown is the list. */
export function parseRoute(hash: string): Route {
  const [kind, id = "", part = "", draft = ""] = hash.replace(/^#?\//, "").split("/");
  if (kind === "thread") {
    const thread = parseRoomId(decode(id));
    if (thread === null) return { kind: "list" };
    const letter = parseLetterId(decode(part));
    const draftId = uuid.test(draft) ? draft : null;
    return {
      kind: "thread",
      thread,
      ...(letter !== null && { letter }),
      ...(draftId !== null && { draftId }),
    };
  }
  if (kind === "write") return { kind: "write", draftId: uuid.test(id) ? id : null };
  return { kind: "list" };
}

/** The address fragment of a place; parseRoute reads it back. */
export function formatRoute(route: Route): string {
  switch (route.kind) {
    case "list":
      return "#/";
    case "thread": {
      const parts = [route.letter ?? "", route.draftId ?? ""].join("/").replace(/\/+$/, "");
      return `#/thread/${encodeURIComponent(route.thread)}${parts === "" ? "" : `/${parts}`}`;
    }
    case "write":
      return route.draftId === null ? "#/write" : `#/write/${route.draftId}`;
  }
}
