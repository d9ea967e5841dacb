import type { JSX } from "preact";
import type { AccountView } from "../../../shared/protocol/index.ts";
import { useUi } from "../state/context.ts";

export type ReadyAccount = Extract<AccountView, { kind: "ready" }>;

/** Whether the homeserver is reached, and what still waits for it. Spoken when it changes. */
export function ConnectionState({ account }: { readonly account: ReadyAccount }): JSX.Element {
  const { t, format } = useUi();
  const { connection, lastSyncAtMs, waiting } = account;
  const last = connection !== "online" && lastSyncAtMs !== null ? format.short(lastSyncAtMs, Date.now()) : null;
  return (
    <div class="connection" role="status" data-testid="connection" data-state={connection}>
      <span class={`dot dot-${connection}`} aria-hidden="true" />
      <span>
        {t(`connection.${connection}`)}
        {last !== null && ` ${t("connection.last", { when: last })}`}
        {waiting > 0 && `${connection === "online" ? "." : ""} ${t("connection.waiting", { count: waiting })}`}
      </span>
    </div>
  );
}
