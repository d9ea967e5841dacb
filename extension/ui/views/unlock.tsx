import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { LockView } from "../../../shared/protocol/index.ts";
import type { Place } from "../mount.tsx";
import { Brand } from "../parts/brand.tsx";
import { Heading } from "../parts/heading.tsx";
import { HelpButton } from "../parts/help-button.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { Question } from "../parts/question.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { SecretCue } from "../parts/secret-cue.tsx";
import { Together } from "../parts/together.tsx";
import { WayFailure, WayFields } from "../parts/way-fields.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { useLock, useWayForm } from "../state/way.ts";

export function EraseQuestion({ close }: { readonly close: () => void }): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const erase = () => void action.run(async () => void (await panel.call("lock.erase", {})));
  return (
    <Question
      title={t("unlock.erase_title")}
      testId="erase-dialog"
      close={close}
      tone="danger"
      yes={{ text: t("unlock.erase_action"), testId: "erase-confirm", blocked: action.busy, act: erase }}
    >
      <p>{t("unlock.erase_text")}</p>
      <FailureNotice failure={action.failure} />
    </Question>
  );
}

/** A popup closes when the browser shows the passkey's own window: there a tab takes over. */
const needsTab = (place: Place, kind: string | null): boolean => place === "popup" && kind === "passkey";

export function UnlockForm({ lock, place }: { readonly lock: LockView; readonly place: Place }): JSX.Element {
  const { panel, shell, t } = useUi();
  const form = useWayForm(lock);
  const action = useAction();
  const unlock = () => {
    if (needsTab(place, form.kind)) return shell.openInbox("#/");
    void action.run(async () => {
      const way = await form.take();
      if (way === "missing") return;
      await panel.call("lock.unlock", { way: way ?? { kind: "device" } });
      form.clear();
    });
  };
  return (
    <form
      class="plain"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        unlock();
      }}
    >
      <WayFields form={form} />
      <WayFailure failure={action.failure} />
      <button type="submit" class="button button-primary" disabled={action.busy} data-testid="unlock">
        {t(needsTab(place, form.kind) ? "unlock.in_tab" : action.busy ? "unlock.busy" : "unlock.action")}
      </button>
    </form>
  );
}

interface UnlockProps {
  readonly place: Place;
  /** What is waiting, or why it is asked here. */
  readonly children?: ComponentChildren;
}

/** The locked mailbox: nothing of it is shown until somebody comes with a way in. */
export function Unlock({ place, children }: UnlockProps): JSX.Element {
  const { t } = useUi();
  const lock = useLock();
  const [erasing, setErasing] = useState(false);
  return (
    <main class="sign-in unlock" data-testid="locked">
      <Heading focusKey="unlock">{t("unlock.title")}</Heading>
      <Together waiting={lock.state.kind === "loading"}>
        {place !== "consent" && <SecretCue />}
        {children}
        <RemoteView of={lock}>{(value) => <UnlockForm lock={value} place={place} />}</RemoteView>
        {place !== "consent" && (
          <button type="button" class="button-link" onClick={() => setErasing(true)} data-testid="erase">
            {t("unlock.lost")}
          </button>
        )}
      </Together>
      {erasing && <EraseQuestion close={() => setErasing(false)} />}
    </main>
  );
}

/** The unlock page with the product's name above it. */
export function UnlockPage({ place, parked }: { readonly place: Place; readonly parked: number }): JSX.Element {
  const { t } = useUi();
  return (
    <>
      <header class="topbar">
        <Brand />
        <HelpButton />
      </header>
      <Unlock place={place}>
        <p data-testid="parked">{parked === 0 ? t("unlock.text") : t("unlock.parked", { count: parked })}</p>
      </Unlock>
    </>
  );
}
