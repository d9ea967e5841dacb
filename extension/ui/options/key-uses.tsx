import type { JSX } from "preact";
import type { KeyUseView } from "../../../shared/protocol/index.ts";
import { saveFile } from "../../platform/index.ts";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { OriginText } from "../parts/origin.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { Time } from "../parts/time.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { useRemote } from "../state/remote.ts";

const shownAtMost = 100;
const known = ["letter.send", "letter.compose", "letter.open", "document.sign", "identity.present"] as const;

function Use({ use }: { readonly use: KeyUseView }): JSX.Element {
  const { t } = useUi();
  const method = known.find((one) => one === use.method);
  return (
    <li class="item" data-testid="key-use" data-method={use.method}>
      <div class="item-text">
        <span>
          {method === undefined ? <SafeLine text={use.method} /> : t(`uses.what.${method}`)}:{" "}
          <SafeLine text={use.about} />
        </span>
        <span class="hint">
          <Time atMs={use.atMs} form="full" />, <OriginText origin={use.origin} />
        </span>
      </div>
    </li>
  );
}

/** Every use of the person's keys that a page asked for; whether anybody changed the list; and the whole of it as a file. */
export function KeyUses(): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const uses = useRemote({
    key: "uses",
    load: (signal) => panel.call("portals.log", { origin: null, limit: shownAtMost }, { signal }),
    concerns: changes("grants", "portals", "threads"),
  });
  const save = () =>
    action.run(async () => {
      const { json } = await panel.call("portals.exportLog", {});
      saveFile(new Blob([json], { type: "application/json" }), "federpost-key-uses.json");
    });
  return (
    <div data-testid="key-uses">
      <h3>{t("uses.title")}</h3>
      <p class="hint">{t("uses.text")}</p>
      <RemoteView of={uses}>
        {({ entries, intact }) => (
          <>
            {!intact && (
              <Notice tone="danger" testId="uses-broken">
                <p>{t("uses.broken")}</p>
              </Notice>
            )}
            {entries.length === 0 ? (
              <p>{t("uses.empty")}</p>
            ) : (
              <ul class="items">
                {entries.map((use) => (
                  <Use key={use.number} use={use} />
                ))}
              </ul>
            )}
          </>
        )}
      </RemoteView>
      <button type="button" class="button" disabled={action.busy} onClick={() => void save()} data-testid="save-uses">
        {t("uses.export")}
      </button>
      <FailureNotice failure={action.failure} />
    </div>
  );
}
