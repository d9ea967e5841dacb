import { useEffect, useState } from "preact/hooks";
import { type ErrorCode, errorCodeOf, parseUserId, type UserId } from "../../../shared/base/index.ts";
import type { FoundContact } from "../../../shared/protocol/index.ts";
import { useUi } from "./context.ts";
import { changes } from "./events.ts";

/** What is known of the address in the recipient field. */
export type Recipient =
  | { readonly kind: "empty" }
  /** Not a whole address yet. */
  | { readonly kind: "incomplete" }
  | { readonly kind: "searching" }
  | ({ readonly kind: "found" } & FoundContact)
  | { readonly kind: "unknown" }
  | { readonly kind: "failed"; readonly code: ErrorCode };

/** What the text alone says; null when it is a whole address or a domain that has to be looked up. */
export function readAddress(typed: string): Recipient | null {
  const text = typed.trim();
  if (text === "") return { kind: "empty" };
  return parseUserId(text) === null && !looksLikeDomain.test(text) ? { kind: "incomplete" } : null;
}

// A domain, or a web address copied from somewhere; whether it is one, the host says.
const looksLikeDomain = /^(https?:\/\/)?([^@\s:/]+(\.[^@\s:/.]{2,})|localhost|127\.0\.0\.1)(:\d+)?\/?$/;

/** The address of the recipient that was found, or that was typed and could not be looked up. */
export const addressOf = (recipient: Recipient, typed: string): UserId | null =>
  parseUserId(recipient.kind === "found" ? recipient.party.userId : typed.trim());

// A server name is typed letter by letter, and every prefix of it is a whole address: wait for a pause.
const pauseMs = 400;

/** How often what is known of contacts has changed since the page began. */
function useContactChanges(): number {
  const { panel } = useUi();
  const [count, setCount] = useState(0);
  useEffect(
    () =>
      panel.on((event) => {
        if (changes("contacts")(event)) setCount((known) => known + 1);
      }),
    [panel],
  );
  return count;
}

/** Looks the typed address up with the homeserver when the person pauses. */
export function useRecipient(typed: string): Recipient {
  const { panel } = useUi();
  const contactChanges = useContactChanges();
  const [recipient, setRecipient] = useState<Recipient>({ kind: "empty" });
  useEffect(() => {
    const known = readAddress(typed);
    setRecipient(known ?? { kind: "searching" });
    if (known !== null) return;
    const controller = new AbortController();
    const { signal } = controller;
    const tell = (answer: Recipient) => {
      if (!signal.aborted) setRecipient(answer);
    };
    const find = () =>
      panel.call("contacts.find", { query: typed.trim() }, { signal }).then(
        (found) => tell(found === null ? { kind: "unknown" } : { kind: "found", ...found }),
        (error: unknown) => tell({ kind: "failed", code: errorCodeOf(error) }),
      );
    const timer = setTimeout(() => void find(), pauseMs);
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [panel, typed, contactChanges]);
  return recipient;
}
