import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ComparisonOutcome, PartyView } from "../../../shared/protocol/index.ts";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { useRemote } from "../state/remote.ts";
import { accountOf } from "../state/trust.ts";
import { Field } from "./field.tsx";
import { type Means, MeansChoice } from "./means-choice.tsx";
import { FailureNotice, Notice } from "./notice.tsx";
import { QrCode } from "./qr-code.tsx";
import { ScanCode } from "./scan-code.tsx";

/** Our own code, for the other side to read. */
function OwnCode(): JSX.Element | null {
  const { panel, t } = useUi();
  const account = useRemote({
    key: "account",
    load: (signal) => panel.call("account.read", {}, { signal }),
    concerns: () => false,
  });
  if (account.state.kind !== "ready" || account.state.value.kind !== "ready") return null;
  return (
    <details class="safety-code">
      <summary>{t("trust.compare_own")}</summary>
      <QrCode text={account.state.value.identityQr} label={t("trust.own_qr")} />
    </details>
  );
}

interface CompareProps {
  readonly party: PartyView;
  readonly code: string;
  readonly show: (party: PartyView) => void;
}

/** Comparing the safety code: by looking, by typing what the other side says, or by its QR code. */
export function CompareCode({ party, code, show }: CompareProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const [means, setMeans] = useState<Means | null>(null);
  const [typed, setTyped] = useState("");
  const [result, setResult] = useState<ComparisonOutcome | null>(null);
  const compare = (shown: string, by: Means | "scanned") =>
    void action.run(async () => {
      const answer = await panel.call("contacts.compare", { account: accountOf(party), shown, means: by });
      setResult(answer.result);
      if (answer.result === "same") show(answer.party);
    });
  return (
    <div class="plain" data-testid="compare">
      <p>{t("trust.compare_text")}</p>
      <MeansChoice legend={t("trust.compare_means")} chosen={means} choose={setMeans} />
      <div class="buttons">
        <button
          type="button"
          class="button button-primary"
          disabled={means === null || action.busy}
          onClick={() => means !== null && compare(code, means)}
          data-testid="compare-same"
        >
          {t("trust.compare_same")}
        </button>
      </div>
      <form
        class="plain"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() !== "") compare(typed, means ?? "by_phone");
        }}
      >
        <Field
          label={t("trust.compare_typed")}
          hint={t("trust.compare_typed_hint")}
          value={typed}
          maxLength={512}
          problem={null}
          onInput={setTyped}
          testId="compare-typed"
        />
        <div class="buttons">
          <button type="submit" class="button" disabled={action.busy} data-testid="compare-check">
            {t("trust.compare_check")}
          </button>
        </div>
      </form>
      <div aria-live="polite">
        {result !== null && result !== "same" && (
          <Notice tone={result === "no_code" ? "warning" : "danger"} testId="compare-result">
            <p>{t(`trust.result.${result}`)}</p>
          </Notice>
        )}
        <FailureNotice failure={action.failure} />
      </div>
      <h4>{t("trust.compare_scan")}</h4>
      <ScanCode found={(text) => compare(text, "scanned")} />
      <OwnCode />
    </div>
  );
}
