import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { AccountView } from "../../../shared/protocol/index.ts";
import type { Place } from "../mount.tsx";
import { later } from "../parts/later.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { useRemote } from "../state/remote.ts";
import type { ReadyAccount } from "./connection.tsx";
import { Mailbox } from "./mailbox.tsx";

const arriving = later(async () => (await import("./arriving.tsx")).Arriving);

const isSettingUp = ({ setUp }: ReadyAccount): boolean => setUp.recovery === "missing" || setUp.lock === "missing";

const unreadIn = (account: AccountView | null): number => (account?.kind === "ready" ? account.unread : 0);

/** The mailbox, or the way to one where there is no account yet. */
export function App({ place }: { readonly place: Place }): JSX.Element {
  const { panel, t } = useUi();
  const account = useRemote({
    key: "account",
    atOnce: true,
    load: (signal) => panel.call("account.read", {}, { signal }),
    concerns: changes("account"),
  });
  const unread = unreadIn(account.state.kind === "ready" ? account.state.value : null);
  const locked = account.state.kind === "ready" && account.state.value.kind === "locked";
  useEffect(() => {
    const title = unread > 0 ? t("title.unread", { count: unread }) : t("title");
    document.title = locked ? t("title.locked") : title;
  }, [unread, locked, t]);
  return (
    <RemoteView of={account}>
      {(value) =>
        // A half-done step would be lost with the popup; there the mailbox reminds of it.
        value.kind === "ready" && !(place === "inbox" && isSettingUp(value)) ? (
          <Mailbox account={value} place={place} />
        ) : (
          <arriving.View account={value} place={place} done={account.put} />
        )
      }
    </RemoteView>
  );
}
