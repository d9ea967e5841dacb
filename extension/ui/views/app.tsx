import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { AccountView } from "../../../shared/protocol/index.ts";
import type { Place } from "../mount.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { useRemote } from "../state/remote.ts";
import { Mailbox } from "./mailbox.tsx";
import { SignIn } from "./sign-in.tsx";
import { Waiting } from "./waiting.tsx";
import { Welcome } from "./welcome.tsx";

const unreadIn = (account: AccountView | null): number => (account?.kind === "ready" ? account.unread : 0);

/** The mailbox, or the way to one where there is no account yet. */
export function App({ place }: { readonly place: Place }): JSX.Element {
  const { panel, t } = useUi();
  const account = useRemote({
    key: "account",
    load: (signal) => panel.call("account.read", {}, { signal }),
    concerns: changes("account"),
  });
  const unread = unreadIn(account.state.kind === "ready" ? account.state.value : null);
  useEffect(() => {
    document.title = unread > 0 ? t("title.unread", { count: unread }) : t("title");
  }, [unread, t]);
  return (
    <RemoteView of={account}>
      {(value) => {
        if (value.kind === "ready") return <Mailbox account={value} place={place} />;
        if (place === "popup") return <Welcome />;
        if (value.kind === "waiting") return <Waiting account={value} done={account.put} />;
        return <SignIn account={value} done={account.put} />;
      }}
    </RemoteView>
  );
}
