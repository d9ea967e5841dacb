import type { JSX } from "preact";
import { Notice } from "../parts/notice.tsx";
import { useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { useRemote } from "../state/remote.ts";

/** Says above the letters that a device asks to come in: it may be somebody who knows the password. */
export function PairingBanner(): JSX.Element | null {
  const { panel, t, shell } = useUi();
  const pairings = useRemote({
    key: "pairings",
    load: (signal) => panel.call("pairings.list", {}, { signal }),
    concerns: changes("devices"),
  });
  const asks =
    pairings.state.kind === "ready" &&
    pairings.state.value.pairings.some(({ state }) => state.kind !== "ended" && state.kind !== "handed_over");
  if (!asks) return null;
  return (
    <Notice tone="warning" testId="pairing-banner">
      <p>{t("pairing.banner")}</p>
      <button type="button" class="button" onClick={shell.openOptions}>
        {t("pairing.banner_open")}
      </button>
    </Notice>
  );
}
