import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Notice } from "../parts/notice.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { useRemote } from "../state/remote.ts";
import { PairingCard } from "./pairing-card.tsx";

/** How a new device comes in: what to do there, and what asks here. */
export function AddDevice(): JSX.Element {
  const { panel, t } = useUi();
  const [shown, setShown] = useState(false);
  const pairings = useRemote({
    key: "pairings",
    load: (signal) => panel.call("pairings.list", {}, { signal }),
    concerns: changes("devices"),
  });
  return (
    <RemoteView of={pairings}>
      {({ pairings: asking, settling }) => (
        <>
          {settling > 0 && (
            <Notice tone="info" testId="settling">
              <p>{t("pairing.settling", { count: settling })}</p>
            </Notice>
          )}
          {asking.map((pairing) => (
            <PairingCard key={pairing.id} pairing={pairing} done={pairings.put} />
          ))}
          {shown && asking.length === 0 && (
            <Notice tone="info" testId="add-device-steps">
              <p>{t("pairing.steps")}</p>
            </Notice>
          )}
          {!(shown && asking.length === 0) && (
            <button type="button" class="button" onClick={() => setShown(true)} data-testid="add-device">
              {t("pairing.add")}
            </button>
          )}
        </>
      )}
    </RemoteView>
  );
}
