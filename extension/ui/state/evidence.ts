import type { EvidenceView } from "../../../shared/protocol/index.ts";
import { type Translate, texts } from "../../i18n/index.ts";
import { useUi } from "./context.ts";
import { changes } from "./events.ts";
import { type RemoteHandle, useRemote } from "./remote.ts";

/** The organisation's own evidence and the roots, as they are. */
export function useEvidence(): RemoteHandle<EvidenceView> {
  const { panel } = useUi();
  return useRemote({
    key: "evidence",
    load: (signal) => panel.call("evidence.read", {}, { signal }),
    concerns: changes("account"),
  });
}

type RefusalKey = Extract<keyof typeof texts.en, `evidence.refused.${string}`>;

const isRefusal = (key: string): key is RefusalKey => Object.hasOwn(texts.en, key);

/** Why a certificate does not hold, in words; with the bare reason where there are none for it. */
export function refusalText(reason: string, t: Translate): string {
  const key = `evidence.refused.${reason}`;
  return isRefusal(key) ? t(key) : t("evidence.refused", { reason });
}
