import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { LockView } from "../../../shared/protocol/index.ts";
import { saveFile } from "../../platform/index.ts";
import { Field } from "../parts/field.tsx";
import { WayFailure, WayFields } from "../parts/way-fields.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { useWayForm } from "../state/way.ts";

/** Makes the request by which an authority is asked for a certificate about this mailbox's identity key. */
export function CertificateRequest({ lock }: { readonly lock: LockView }): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const form = useWayForm(lock);
  const [organisation, setOrganisation] = useState("");
  const [unit, setUnit] = useState("");
  const [country, setCountry] = useState("DE");
  const [tried, setTried] = useState(false);
  const missing = organisation.trim() === "";
  const wrongCountry = !/^[A-Za-z]{2}$/.test(country.trim());
  const save = () => {
    setTried(true);
    if (missing || wrongCountry) return;
    void action.run(async () => {
      const way = await form.take();
      if (way === "missing") return;
      const name = { organisation: organisation.trim(), unit: unit.trim() === "" ? null : unit.trim() };
      const { pem } = await panel.call("evidence.request", { ...name, country: country.trim().toUpperCase(), way });
      saveFile(new Blob([pem], { type: "application/x-pem-file" }), "federpost-csr.pem");
    });
  };
  return (
    <details class="task" data-testid="evidence-request">
      <summary>{t("evidence.request")}</summary>
      <p class="hint">{t("evidence.request_text")}</p>
      <form
        class="plain"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Field
          label={t("evidence.organisation")}
          value={organisation}
          maxLength={200}
          problem={tried && missing ? t("sign_in.needed") : null}
          onInput={setOrganisation}
          testId="request-organisation"
        />
        <Field
          label={t("evidence.unit")}
          hint={t("evidence.unit_hint")}
          value={unit}
          maxLength={200}
          onInput={setUnit}
          testId="request-unit"
        />
        <Field
          label={t("evidence.country")}
          value={country}
          maxLength={2}
          problem={tried && wrongCountry ? t("evidence.country_wrong") : null}
          onInput={setCountry}
          testId="request-country"
        />
        <WayFields form={form} />
        <WayFailure failure={action.failure} />
        <div class="buttons">
          <button type="submit" class="button" disabled={action.busy} data-testid="request-save">
            {t("evidence.request_action")}
          </button>
        </div>
      </form>
    </details>
  );
}
