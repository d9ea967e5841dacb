import type { JSX } from "preact";
import type { FederationView } from "../../../shared/protocol/index.ts";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { useRemote } from "../state/remote.ts";
import { useSources } from "../state/suggestions.ts";
import { SourceSetting } from "./source-setting.tsx";

function Words({ view }: { readonly view: FederationView }): JSX.Element {
  const { t, format } = useUi();
  if (view.kind === "none") return <p>{t("federation.none")}</p>;
  return (
    <>
      {view.kind === "holds" && (
        <p>
          {t("federation.holds", {
            number: `${view.number}`,
            date: format.date(view.notAfterMs),
            servers: `${view.servers}`,
          })}
        </p>
      )}
      {view.fault !== null && (
        <Notice tone={view.kind === "closed" ? "danger" : "warning"} testId="federation-fault">
          {view.kind === "closed" && <p>{t("federation.closed")}</p>}
          <p>{t(`federation.fault.${view.fault}`)}</p>
          {view.kind === "holds" && <p>{t("federation.still")}</p>}
        </Notice>
      )}
    </>
  );
}

/** The operator's list of servers: whose it is, how it stands, and what is wrong with it. */
export function FederationState(): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const sources = useSources();
  const state = useRemote({
    key: "federation",
    load: (signal) => panel.call("federation.read", {}, { signal }),
    concerns: changes("contacts"),
  });
  const check = () => void action.run(async () => state.put(await panel.call("federation.check", {})));
  return (
    <>
      <h3>{t("federation.title")}</h3>
      <p class="hint">{t("federation.text")}</p>
      <RemoteView of={state}>
        {(view) => (
          <div class="plain" data-testid="federation" data-state={view.kind}>
            <Words view={view} />
            {view.kind !== "none" && (
              <div class="buttons">
                <button
                  type="button"
                  class="button"
                  disabled={action.busy}
                  onClick={check}
                  data-testid="federation-check"
                >
                  {t("federation.check")}
                </button>
              </div>
            )}
          </div>
        )}
      </RemoteView>
      <RemoteView of={sources}>
        {({ federation }) => <SourceSetting kind="federation" source={federation} put={sources.put} />}
      </RemoteView>
      <FailureNotice failure={action.failure} />
    </>
  );
}
