import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { AccountView } from "../../../shared/protocol/index.ts";
import type { Place } from "../mount.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { useRemote } from "../state/remote.ts";
import { Blocked } from "./blocked.tsx";
import { FirstRun, isSettingUp } from "./first-run.tsx";
import { Mailbox } from "./mailbox.tsx";
import { SignIn } from "./sign-in.tsx";
import { UnlockPage } from "./unlock.tsx";
import { Waiting } from "./waiting.tsx";
import { Welcome } from "./welcome.tsx";

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
      {(value) => {
        if (value.kind === "blocked") return <Blocked account={value} />;
        if (value.kind === "locked") return <UnlockPage place={place} parked={value.parked} />;
        // A half-done step would be lost with the popup; there the mailbox reminds of it.
        if (value.kind === "ready" && place === "inbox" && isSettingUp(value))
          return <FirstRun account={value} done={account.put} />;
        if (value.kind === "ready") return <Mailbox account={value} place={place} />;
        if (place === "popup") return <Welcome />;
        if (value.kind === "waiting") return <Waiting account={value} done={account.put} />;
        return <SignIn account={value} done={account.put} />;
      }}
    </RemoteView>
  );
}
