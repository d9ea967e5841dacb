import { useEffect, useState } from "preact/hooks";
import { type ErrorCode, errorCodeOf, parseUserId } from "../../../shared/base/index.ts";
import type { PartyView } from "../../../shared/protocol/index.ts";
import { useUi } from "./context.ts";

/** What is known of the address in the recipient field. */
export type Recipient =
  | { readonly kind: "empty" }
  /** Not a whole address yet. */
  | { readonly kind: "incomplete" }
  | { readonly kind: "searching" }
  | { readonly kind: "found"; readonly party: PartyView }
  | { readonly kind: "unknown" }
  | { readonly kind: "failed"; readonly code: ErrorCode };

/** What the text alone says; null when it is a whole address that has to be looked up. */
export function readAddress(typed: string): Recipient | null {
  const text = typed.trim();
  if (text === "") return { kind: "empty" };
  return parseUserId(text) === null ? { kind: "incomplete" } : null;
}

// A server name is typed letter by letter, and every prefix of it is a whole address: wait for a pause.
const pauseMs = 400;

/** Looks the typed address up with the homeserver when the person pauses. */
export function useRecipient(typed: string): Recipient {
  const { panel } = useUi();
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
        (party) => tell(party === null ? { kind: "unknown" } : { kind: "found", party }),
        (error: unknown) => tell({ kind: "failed", code: errorCodeOf(error) }),
      );
    const timer = setTimeout(() => void find(), pauseMs);
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [panel, typed]);
  return recipient;
}
