import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Origin, parseOrigin } from "../../../shared/base/index.ts";
import type { PolicyView } from "../../../shared/protocol/index.ts";
import { FailureNotice } from "../parts/notice.tsx";
import { OriginText } from "../parts/origin.tsx";
import { useAction } from "../state/action.ts";
import { sourceOf } from "../state/connections.ts";
import { useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { usePolicy } from "../state/policy.ts";
import { useRemote } from "../state/remote.ts";

/** Origin of the page behind the popup, null while unknown and where there is nothing to connect. */
function useActivePage(): Origin | null {
  const { shell } = useUi();
  const [origin, setOrigin] = useState<Origin | null>(null);
  useEffect(() => {
    shell.activePage().then(
      (found) => setOrigin(parseOrigin(found)),
      () => setOrigin(null),
    );
  }, [shell]);
  return origin;
}

const isAllowed = ({ allowedPortals, blockedPortals }: PolicyView, origin: Origin): boolean =>
  !blockedPortals.includes(origin) && (allowedPortals === null || allowedPortals.includes(origin));

/** Lets the page in the active tab ask for letters. Asking is all it may do: each letter still needs consent. */
export function ConnectPage(): JSX.Element | null {
  const { panel, shell, t } = useUi();
  const origin = useActivePage();
  const action = useAction();
  const [refused, setRefused] = useState(false);
  const portals = useRemote({
    key: "portals",
    load: (signal) => panel.call("portals.list", {}, { signal }),
    concerns: changes("portals"),
  });
  const policy = usePolicy();
  if (origin === null || portals.state.kind !== "ready" || policy === null) return null;
  if (policy.featuresOff.includes("portals")) return null;
  const allowed = isAllowed(policy, origin);
  const connected = sourceOf(origin, portals.state.value.portals) !== null;
  const connect = () => {
    // The browser shows its question only inside the click: nothing may be awaited before it.
    const asked = shell.requestPortalAccess(origin);
    void action.run(async () => {
      const granted = await asked;
      setRefused(!granted);
      if (granted) portals.put(await panel.call("portals.connect", { origin }));
    });
  };
  return (
    <footer class="connect-page" data-testid="connect-page">
      <OriginText origin={origin} />
      {!allowed ? (
        <p data-testid="connect-not-allowed">{t("connect.not_allowed")}</p>
      ) : connected ? (
        <p role="status">{t("connect.connected")}</p>
      ) : (
        <button type="button" class="button" disabled={action.busy} onClick={connect} data-testid="connect">
          {t("connect.action")}
        </button>
      )}
      {refused && !connected && <p role="status">{t("connect.refused")}</p>}
      <FailureNotice failure={action.failure} />
    </footer>
  );
}
