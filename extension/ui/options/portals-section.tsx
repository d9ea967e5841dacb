import type { JSX } from "preact";
import { parseOrigin } from "../../../shared/base/index.ts";
import type { GrantView, PortalView } from "../../../shared/protocol/index.ts";
import { knownMethod, MethodName } from "../parts/methods.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { OriginText } from "../parts/origin.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { Time } from "../parts/time.tsx";
import { useAction } from "../state/action.ts";
import { type ConnectedPage, connectedPages } from "../state/connections.ts";
import { required, useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { useRemote } from "../state/remote.ts";
import { KeyUses } from "./key-uses.tsx";

interface GrantProps {
  readonly grant: GrantView;
  readonly showGrants: (grants: readonly GrantView[]) => void;
}

/** What a page may ask for, each with its end and a way to take it back. */
function Grant({ grant, showGrants }: GrantProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const revoke = (method: string) =>
    action.run(async () => {
      const origin = required(parseOrigin(grant.origin));
      showGrants((await panel.call("grants.revoke", { origin, method })).grants);
    });
  return (
    <div class="grant" data-testid="grant">
      <p>{t("portals.may")}</p>
      <ul class="methods">
        {grant.methods.map(({ method, expiresAtMs }) => (
          <li key={method} data-method={method} data-testid="granted">
            <MethodName method={method} />{" "}
            <span class="hint">
              {t("portals.expires")} <Time atMs={expiresAtMs} form="full" />
            </span>{" "}
            <button
              type="button"
              class="button button-small"
              disabled={action.busy}
              aria-label={t("portals.revoke_method", { method: t(`method.${knownMethod(method)}`) })}
              onClick={() => void revoke(method)}
              data-testid="revoke-method"
            >
              {t("portals.revoke_one")}
            </button>
          </li>
        ))}
      </ul>
      <p class="hint">
        {t("portals.granted")} <Time atMs={grant.grantedAtMs} form="full" />.{" "}
        {grant.lastUsedAtMs === null ? (
          t("portals.never_used")
        ) : (
          <>
            {t("portals.last_used")} <Time atMs={grant.lastUsedAtMs} form="full" />.
          </>
        )}
      </p>
      <FailureNotice failure={action.failure} />
    </div>
  );
}

interface PageProps {
  readonly page: ConnectedPage;
  readonly showGrants: (grants: readonly GrantView[]) => void;
  readonly showPortals: (portals: readonly PortalView[]) => void;
}

function Page({ page, showGrants, showPortals }: PageProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const { grant, source } = page;
  const origin = () => required(parseOrigin(page.origin));
  const revoke = () =>
    action.run(async () => showGrants((await panel.call("grants.revoke", { origin: origin(), method: null })).grants));
  const disconnect = () =>
    action.run(async () => showPortals((await panel.call("portals.disconnect", { origin: origin() })).portals));
  return (
    <li class="item" data-testid="portal" data-origin={page.origin}>
      <div class="item-text">
        <OriginText origin={page.origin} />
        <span class="hint">{t(`portals.source.${source ?? "none"}`)}</span>
        {grant === null ? <p class="hint">{t("portals.no_grant")}</p> : <Grant grant={grant} showGrants={showGrants} />}
        <FailureNotice failure={action.failure} />
      </div>
      <div class="item-actions">
        {grant !== null && (
          <button
            type="button"
            class="button"
            disabled={action.busy}
            aria-label={t("portals.revoke_named", { origin: page.origin })}
            onClick={() => void revoke()}
            data-testid="revoke"
          >
            {t("portals.revoke")}
          </button>
        )}
        {source === "person" && (
          <button
            type="button"
            class="button"
            disabled={action.busy}
            aria-label={t("portals.disconnect_named", { origin: page.origin })}
            onClick={() => void disconnect()}
            data-testid="disconnect"
          >
            {t("portals.disconnect")}
          </button>
        )}
      </div>
    </li>
  );
}

/** Which pages may ask, what they may ask, until when; and how to end it. */
export function PortalsSection(): JSX.Element {
  const { panel, t } = useUi();
  const portals = useRemote({
    key: "portals",
    load: async (signal) => (await panel.call("portals.list", {}, { signal })).portals,
    concerns: changes("portals"),
  });
  const grants = useRemote({
    key: "grants",
    load: async (signal) => (await panel.call("grants.list", {}, { signal })).grants,
    concerns: changes("grants", "portals"),
  });
  const list = (pages: readonly ConnectedPage[]) =>
    pages.length === 0 ? (
      <p data-testid="no-portals">{t("portals.empty")}</p>
    ) : (
      <ul class="items">
        {pages.map((page) => (
          <Page key={page.origin} page={page} showGrants={grants.put} showPortals={portals.put} />
        ))}
      </ul>
    );
  return (
    <section aria-labelledby="portals-title" data-testid="portals">
      <h2 id="portals-title">{t("portals.title")}</h2>
      <p class="hint">{t("portals.text")}</p>
      <RemoteView of={portals}>
        {(connected) => <RemoteView of={grants}>{(granted) => list(connectedPages(connected, granted))}</RemoteView>}
      </RemoteView>
      <KeyUses />
    </section>
  );
}
