import type { OwnPersonView } from "../../../shared/protocol/index.ts";
import { type Translate, texts } from "../../i18n/index.ts";
import { useUi } from "./context.ts";
import { changes } from "./events.ts";
import { type RemoteHandle, useRemote } from "./remote.ts";

/** The person's own evidence and the providers of this mailbox, as they are. */
export function usePerson(): RemoteHandle<OwnPersonView> {
  const { panel } = useUi();
  return useRemote({
    key: "person",
    load: (signal) => panel.call("person.read", {}, { signal }),
    concerns: changes("account", "contacts"),
  });
}

type RefusalKey = Extract<keyof typeof texts.en, `person.refused.${string}`>;

const isRefusal = (key: string): key is RefusalKey => Object.hasOwn(texts.en, key);

/** Why evidence of a person does not hold, in words. */
export function personRefusalText(reason: string, t: Translate): string {
  const key = `person.refused.${reason}`;
  return isRefusal(key) ? t(key) : t("person.refused");
}
