import type { JSX } from "preact";
import type { PartyView } from "../../../shared/protocol/index.ts";
import { FailureNotice } from "../parts/notice.tsx";
import { PartyLine } from "../parts/party.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { visibleLine } from "../safe/visible.ts";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { useFeature } from "../state/policy.ts";
import { useRemote } from "../state/remote.ts";
import { accountOf } from "../state/trust.ts";

function Blocked({ party }: { readonly party: PartyView }): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const mayRule = useFeature("contact_rules");
  const unblock = () =>
    void action.run(async () => {
      await panel.call("contacts.setRule", { account: accountOf(party), rule: null });
    });
  return (
    <li class="item" data-testid="blocked-contact">
      <div class="item-text">
        <PartyLine party={party} within="page" />
        <FailureNotice failure={action.failure} />
      </div>
      {mayRule && (
        <div class="item-actions">
          <button
            type="button"
            class="button"
            disabled={action.busy}
            aria-label={t("blocked.unblock_named", { who: visibleLine(party.userId) })}
            onClick={unblock}
            data-testid="blocked-unblock"
          >
            {t("contacts.unblock")}
          </button>
        </div>
      )}
    </li>
  );
}

/** Everybody whom the person has blocked by name, as they are known, with the way to take it back. */
export function BlockedList(): JSX.Element {
  const { panel, t } = useUi();
  const blocked = useRemote({
    key: "blocked",
    load: (signal) => panel.call("contacts.blocked", {}, { signal }),
    concerns: changes("contacts"),
  });
  return (
    <>
      <h3>{t("blocked.title")}</h3>
      <RemoteView of={blocked}>
        {({ parties }) =>
          parties.length === 0 ? (
            <p data-testid="none-blocked">{t("blocked.none")}</p>
          ) : (
            <ul class="items">
              {parties.map((party) => (
                <Blocked key={party.userId} party={party} />
              ))}
            </ul>
          )
        }
      </RemoteView>
    </>
  );
}
