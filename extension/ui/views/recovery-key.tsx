import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { LockView, PresentedWayParam } from "../../../shared/protocol/index.ts";
import { Field } from "../parts/field.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { QrCode } from "../parts/qr-code.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { WayFailure } from "../parts/way-fields.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { chooseGroups, isGroup } from "../state/recovery.ts";
import { useRemote } from "../state/remote.ts";

interface RecoveryKeyProps {
  /** Whose mailbox it opens; printed with it. */
  readonly userId: string;
  /** Asks for the way in that storing it needs. */
  readonly take: () => Promise<PresentedWayParam | null | "missing">;
  readonly done: (lock: LockView) => void;
}

const groupsOf = (recoveryKey: string): readonly string[] => recoveryKey.split("-");

/** The key on paper: what a person needs to know of it years later stands with it. */
function Sheet({ userId, recoveryKey }: { readonly userId: string; readonly recoveryKey: string }): JSX.Element {
  const { t } = useUi();
  return (
    <section class="sheet" aria-label={t("recovery.sheet_title")} data-testid="recovery-sheet">
      <h3>{t("recovery.sheet_title")}</h3>
      <p class="address">{userId}</p>
      <div class="sheet-key">
        <ol class="key-groups" data-testid="recovery-key">
          {groupsOf(recoveryKey).map((group) => (
            <li key={group}>
              <code>{group}</code>
            </li>
          ))}
        </ol>
        <QrCode text={recoveryKey} label={t("recovery.qr")} />
      </div>
      <p class="hint">{t("recovery.sheet_text")}</p>
    </section>
  );
}

function Show({ userId, recoveryKey, next }: Pick<RecoveryKeyProps, "userId"> & ShownProps): JSX.Element {
  const { t } = useUi();
  return (
    <>
      <Sheet userId={userId} recoveryKey={recoveryKey} />
      <div class="buttons buttons-start no-print">
        <button type="button" class="button" onClick={() => print()} data-testid="recovery-print">
          {t("recovery.print")}
        </button>
        <button type="button" class="button button-primary" onClick={next} data-testid="recovery-written">
          {t("recovery.written")}
        </button>
      </div>
    </>
  );
}

interface ShownProps {
  readonly recoveryKey: string;
  readonly next: () => void;
}

const pick = (below: number): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % below;

interface ConfirmProps extends Omit<RecoveryKeyProps, "userId"> {
  readonly recoveryKey: string;
  readonly back: () => void;
}

function Confirm({ recoveryKey, take, done, back }: ConfirmProps): JSX.Element {
  const { panel, t } = useUi();
  const groups = groupsOf(recoveryKey);
  const asked = useMemo(() => chooseGroups(groups.length, pick), [recoveryKey]);
  const [typed, setTyped] = useState<Readonly<Record<number, string>>>({});
  const [tried, setTried] = useState(false);
  const action = useAction();
  const wrong = (group: number) => !isGroup(typed[group] ?? "", groups[group - 1] ?? "");
  const confirm = () => {
    setTried(true);
    if (asked.some(wrong)) return;
    void action.run(async () => {
      const way = await take();
      if (way !== "missing") done(await panel.call("recovery.keep", { way, recoveryKey }));
    });
  };
  return (
    <form
      class="plain"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        confirm();
      }}
    >
      <p>{t("recovery.confirm_text")}</p>
      {asked.map((group) => (
        <Field
          key={group}
          label={t("recovery.group", { group })}
          value={typed[group] ?? ""}
          maxLength={20}
          problem={tried && wrong(group) ? t("recovery.group_wrong") : null}
          onInput={(value) => setTyped({ ...typed, [group]: value })}
          testId={`recovery-group-${group}`}
        />
      ))}
      <WayFailure failure={action.failure} />
      <div class="buttons buttons-start">
        <button type="button" class="button" onClick={back} data-testid="recovery-again">
          {t("recovery.show_again")}
        </button>
        <button type="submit" class="button button-primary" disabled={action.busy} data-testid="recovery-confirm">
          {t("recovery.confirm")}
        </button>
      </div>
    </form>
  );
}

/** A new recovery key: shown, printed, and kept once the person has shown that they have it. */
export function RecoveryKey({ userId, take, done }: RecoveryKeyProps): JSX.Element {
  const { panel } = useUi();
  const [step, setStep] = useState<"show" | "confirm">("show");
  const made = useRemote({
    key: "recovery-key",
    load: async (signal) => (await panel.call("recovery.make", {}, { signal })).recoveryKey,
    // A key that is being written down must not change under the person's eyes.
    concerns: () => false,
  });
  if (made.state.kind === "failed")
    return <FailureNotice failure={{ code: made.state.code, retryAfterMs: null }} retry={made.reload} />;
  return (
    <RemoteView of={made}>
      {(recoveryKey) =>
        step === "show" ? (
          <Show userId={userId} recoveryKey={recoveryKey} next={() => setStep("confirm")} />
        ) : (
          <Confirm recoveryKey={recoveryKey} take={take} done={done} back={() => setStep("show")} />
        )
      }
    </RemoteView>
  );
}
