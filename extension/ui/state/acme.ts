import { failureTexts } from "../../../shared/acme/texts.ts";
import type { AcmeView } from "../../../shared/protocol/index.ts";
import type { Language } from "../../i18n/index.ts";
import { useUi } from "./context.ts";
import { changes } from "./events.ts";
import { type RemoteHandle, useRemote } from "./remote.ts";

/** What is set up for certificates that renew themselves, and what was found at the last look. */
export function useAcme(): RemoteHandle<AcmeView> {
  const { panel } = useUi();
  return useRemote({
    key: "acme",
    load: (signal) => panel.call("acme.read", {}, { signal }),
    concerns: changes("account"),
  });
}

/** What the server's last attempt failed at, in words; null for a word that this version does not know. */
export function acmeFailureText(failure: string, language: Language): string | null {
  const texts: Readonly<Record<string, string>> = failureTexts[language];
  return Object.hasOwn(texts, failure) ? (texts[failure] ?? null) : null;
}
