import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { StorageView } from "../../../shared/protocol/index.ts";
import { Brand } from "../parts/brand.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { HelpButton } from "../parts/help-button.tsx";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { useStorage } from "../state/storage.ts";

/** The page itself, or what stands in its place while the mailbox is not open on this device. */
export function StorageGate({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const storage = useStorage();
  if (storage?.kind === "converting") return <Converting {...storage} />;
  if (storage?.kind === "closed") return <Closed reason={storage.reason} />;
  return <>{children}</>;
}

function Page({ title, children }: { readonly title: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <>
      <header class="topbar">
        <Brand />
        <HelpButton />
      </header>
      <main class="welcome">
        <h2>{title}</h2>
        {children}
      </main>
    </>
  );
}

function Converting({ done, total }: { readonly done: number; readonly total: number }): JSX.Element {
  const { t } = useUi();
  return (
    <Page title={t("storage.converting.title")}>
      <div role="status" data-testid="storage-converting">
        <p>{t("storage.converting.text")}</p>
        <p>{t("storage.converting.progress", { done, total })}</p>
      </div>
      <progress max={total} value={done} aria-label={t("storage.converting.title")} />
    </Page>
  );
}

type Reason = Extract<StorageView, { kind: "closed" }>["reason"];

/** A newer version's mailbox is whole, and a full disk can be emptied: nobody is offered to give those up. */
const isLost = (reason: Reason): boolean => reason === "damaged" || reason === "fault";

function Closed({ reason }: { readonly reason: Reason }): JSX.Element {
  const { t } = useUi();
  const [asks, setAsks] = useState<"nothing" | "reset">("nothing");
  return (
    <Page title={t("storage.closed.title")}>
      <Notice tone="danger" testId={`storage-${reason}`}>
        <p>{t(`storage.closed.${reason}`)}</p>
      </Notice>
      <p>{t(`storage.closed.${reason}.way_out`)}</p>
      <p class="item-actions">
        <button
          type="button"
          class="button button-primary"
          data-testid="storage-retry"
          onClick={() => location.reload()}
        >
          {t("action.retry")}
        </button>
        {isLost(reason) && (
          <button type="button" class="button" data-testid="storage-reset" onClick={() => setAsks("reset")}>
            {t("storage.reset.action")}
          </button>
        )}
      </p>
      {asks === "reset" && <ResetDialog close={() => setAsks("nothing")} />}
    </Page>
  );
}

function ResetDialog({ close }: { readonly close: () => void }): JSX.Element {
  const { t, panel } = useUi();
  const action = useAction();
  const reset = () =>
    action.run(async () => {
      await panel.call("storage.reset", {});
      location.reload();
    });
  return (
    <Dialog title={t("storage.reset.title")} close={close} testId="storage-reset-dialog">
      <p>{t("storage.reset.text")}</p>
      <FailureNotice failure={action.failure} />
      <p class="item-actions">
        <button
          type="button"
          class="button button-danger"
          disabled={action.busy}
          data-testid="storage-reset-confirm"
          onClick={reset}
        >
          {t("storage.reset.confirm")}
        </button>
        <button type="button" class="button" disabled={action.busy} onClick={close}>
          {t("action.cancel")}
        </button>
      </p>
    </Dialog>
  );
}

/** What is wrong with the storage of a mailbox that works all the same. */
export function StorageNotices(): JSX.Element | null {
  const { t } = useUi();
  const storage = useStorage();
  if (storage?.kind !== "open") return null;
  return (
    <>
      {storage.gone && (
        <Notice tone="danger" testId="storage-gone">
          <p>{t("storage.gone")}</p>
        </Notice>
      )}
      {storage.full && (
        <Notice tone="danger" testId="storage-no-room">
          <p>{t("storage.full")}</p>
        </Notice>
      )}
      {storage.damaged > 0 && (
        <Notice tone="warning" testId="storage-some-damaged">
          <p>{t("storage.some_damaged", { count: storage.damaged })}</p>
        </Notice>
      )}
    </>
  );
}
