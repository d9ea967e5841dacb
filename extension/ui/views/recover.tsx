import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { AccountView } from "../../../shared/protocol/index.ts";
import { Field } from "../parts/field.tsx";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { type Failure, useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { recoveryProblem } from "../state/way.ts";

interface RecoverProps {
  readonly done: (account: AccountView) => void;
  /** No other device is left: nobody need be asked about them. */
  readonly alone: boolean;
}

type Others = "lost" | "stay";

function OthersChoice({ others, choose }: { readonly others: Others; readonly choose: (others: Others) => void }) {
  const { t } = useUi();
  const name = useId();
  return (
    <fieldset class="choices">
      <legend>{t("recover.others")}</legend>
      {(["lost", "stay"] as const).map((each) => (
        <div key={each} class="check">
          <input
            id={`${name}-${each}`}
            type="radio"
            name={name}
            checked={others === each}
            onChange={() => choose(each)}
            data-testid={`recover-${each}`}
          />
          <label for={`${name}-${each}`}>{t(`recover.others_${each}`)}</label>
        </div>
      ))}
      {others === "lost" && <p class="hint">{t("recover.lost_hint")}</p>}
    </fieldset>
  );
}

/** Another identity than the recovered one is no usual change: whoever shows it may pretend to be this person. */
function RecoverFailure({ failure }: { readonly failure: Failure | null }): JSX.Element | null {
  const { t } = useUi();
  if (failure?.code !== "identity_changed") return <FailureNotice failure={failure} />;
  return (
    <Notice tone="danger" testId="error">
      <p>{t("recover.changed")}</p>
    </Notice>
  );
}

function RecoverForm({ done, alone }: RecoverProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const [typed, type] = useState("");
  const [tried, setTried] = useState(false);
  const [others, choose] = useState<Others>("lost");
  const problem = recoveryProblem(typed, t);
  const submit = () => {
    setTried(true);
    if (problem !== null) return;
    void action.run(async () => done(await panel.call("waiting.recover", { recoveryKey: typed, others })));
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h3>{t("recover.title")}</h3>
      <Field
        label={t("way.recovery")}
        hint={t("way.recovery_hint")}
        value={typed}
        maxLength={200}
        problem={tried ? problem : null}
        onInput={type}
        testId="recover-key"
      />
      {!alone && <OthersChoice others={others} choose={choose} />}
      <RecoverFailure failure={action.failure} />
      <button type="submit" class="button button-primary" disabled={action.busy} data-testid="recover-action">
        {t(action.busy ? "recover.busy" : "recover.action")}
      </button>
    </form>
  );
}

/** The way in for who has no other device: shown closed where there is one, because most people have it. */
export function Recover({ done, alone }: RecoverProps): JSX.Element {
  const { t } = useUi();
  const [open, setOpen] = useState(alone);
  if (open) return <RecoverForm done={done} alone={alone} />;
  return (
    <section>
      <h3>{t("recover.offer")}</h3>
      <p>{t("recover.offer_text")}</p>
      <button type="button" class="button" onClick={() => setOpen(true)} data-testid="recover-open">
        {t("recover.begin")}
      </button>
    </section>
  );
}
