import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { LockView, PairingsView, PairingView } from "../../../shared/protocol/index.ts";
import { Field } from "../parts/field.tsx";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { ScanCode } from "../parts/scan-code.tsx";
import { ShortCode } from "../parts/short-code.tsx";
import { Time } from "../parts/time.tsx";
import { WayFailure, WayFields } from "../parts/way-fields.tsx";
import { WithLock } from "../parts/with-lock.tsx";
import { type Action, useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { useWayForm } from "../state/way.ts";

interface CardProps {
  readonly pairing: PairingView;
  readonly done: (view: PairingsView) => void;
}

interface StepProps extends CardProps {
  readonly action: Action;
  readonly answer: (code: string | null) => void;
  readonly refuse: () => void;
}

/** Somebody asks: the person names the device by its code, or goes on to compare digits. */
function Asked({ pairing, action, answer, refuse }: StepProps): JSX.Element {
  const { t } = useUi();
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (code.trim() !== "") answer(code);
      }}
    >
      <p>
        {t("pairing.asked")} <Time atMs={pairing.askedAtMs} form="short" />
      </p>
      <Field
        label={t("pairing.code")}
        hint={t("pairing.code_hint")}
        value={code}
        maxLength={100}
        problem={tried && code.trim() === "" ? t("sign_in.needed") : null}
        onInput={setCode}
        testId="pairing-code"
      />
      <ScanCode found={answer} />
      {action.failure?.code === "invalid_params" ? (
        <Notice tone="danger" testId="error">
          <p>{t("pairing.no_code")}</p>
        </Notice>
      ) : (
        <FailureNotice failure={action.failure} />
      )}
      <div class="buttons">
        <button type="submit" class="button button-primary" disabled={action.busy} data-testid="pairing-answer">
          {t("pairing.answer")}
        </button>
        <button
          type="button"
          class="button"
          disabled={action.busy}
          onClick={() => answer(null)}
          data-testid="pairing-compare"
        >
          {t("pairing.without_code")}
        </button>
        <button type="button" class="button" onClick={refuse} data-testid="pairing-refuse">
          {t("pairing.refuse")}
        </button>
      </div>
    </form>
  );
}

type Compared = Extract<PairingView["state"], { kind: "compare" }>;

interface CompareProps extends StepProps {
  readonly state: Compared;
  readonly lock: LockView;
}

/** Both screens show digits. Only after the person has confirmed at the new one can it be let in here. */
function Compare({ state, lock, action, refuse, pairing, done }: CompareProps): JSX.Element {
  const { panel, t } = useUi();
  const form = useWayForm(lock);
  const approve = () =>
    void action.run(async () => {
      const way = await form.take();
      if (way !== "missing") done(await panel.call("pairings.approve", { id: pairing.id, way }));
    });
  return (
    <>
      <p>{t("pairing.compare")}</p>
      <ShortCode digits={state.shortCode} />
      {state.name === null ? (
        <p role="status">{t("pairing.confirm_there")}</p>
      ) : (
        <p role="status" data-testid="pairing-name">
          {t("pairing.confirmed_there")}{" "}
          <q>
            <SafeLine text={state.name} />
          </q>
        </p>
      )}
      <p class="hint">{t("pairing.means")}</p>
      {state.confirmed && <WayFields form={form} />}
      <WayFailure failure={action.failure} />
      <div class="buttons">
        <button
          type="button"
          class="button button-primary"
          disabled={action.busy || !state.confirmed}
          onClick={approve}
          data-testid="pairing-approve"
        >
          {t("pairing.approve")}
        </button>
        <button type="button" class="button button-danger" onClick={refuse} data-testid="pairing-refuse">
          {t("pairing.different")}
        </button>
      </div>
    </>
  );
}

function Ended({ pairing, refuse }: StepProps): JSX.Element | null {
  const { t } = useUi();
  if (pairing.state.kind !== "ended") return null;
  return (
    <Notice tone="warning" testId="pairing-ended">
      <p>{t(`pairing.ended.${pairing.state.why}`)}</p>
      <button type="button" class="button" onClick={refuse} data-testid="pairing-dismiss">
        {t("action.close")}
      </button>
    </Notice>
  );
}

function Step(props: StepProps): JSX.Element | null {
  const { t } = useUi();
  const { state } = props.pairing;
  switch (state.kind) {
    case "asked":
      return <Asked {...props} />;
    case "answered":
      return <p role="status">{t("pairing.answered")}</p>;
    case "compare":
      return <WithLock>{(lock) => <Compare {...props} state={state} lock={lock} />}</WithLock>;
    case "handed_over":
      return (
        <Notice tone="success" testId="pairing-done">
          <p>
            <q>
              <SafeLine text={state.name} />
            </q>{" "}
            {t(state.done ? "pairing.done" : "pairing.handed_over")}
          </p>
        </Notice>
      );
    case "ended":
      return <Ended {...props} />;
  }
}

/** A device that would like to come into the account. */
export function PairingCard({ pairing, done }: CardProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const title = useId();
  const answer = (code: string | null) =>
    void action.run(async () => done(await panel.call("pairings.answer", { id: pairing.id, code })));
  const refuse = () => void action.run(async () => done(await panel.call("pairings.refuse", { id: pairing.id })));
  return (
    <section class="card" aria-labelledby={title} data-testid="pairing" data-state={pairing.state.kind}>
      <h3 id={title}>{t(pairing.state.kind === "handed_over" ? "pairing.added_title" : "pairing.title")}</h3>
      <Step pairing={pairing} done={done} action={action} answer={answer} refuse={refuse} />
    </section>
  );
}
