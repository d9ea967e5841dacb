import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { AcmeField, AcmeView, PanelParams } from "../../../shared/protocol/index.ts";
import { saveFile } from "../../platform/index.ts";
import { CheckField } from "../parts/check-field.tsx";
import { Field } from "../parts/field.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";

type Typed = PanelParams<"acme.save">;

const nothing: Typed = {
  ...{ directory: "", domain: "", contact: "", kid: "", macKey: "" },
  ...{ organisation: "", unit: "", address: "" },
};

interface FieldsProps {
  readonly typed: Typed;
  readonly type: (change: Partial<Typed>) => void;
  readonly wrong: readonly AcmeField[];
}

function WhereFields({ typed, type, wrong }: FieldsProps): JSX.Element {
  const { t } = useUi();
  return (
    <>
      <Field
        label={t("acme.directory")}
        hint={t("acme.directory_hint")}
        value={typed.directory}
        problem={wrong.includes("directory") ? t("acme.directory_wrong") : null}
        onInput={(directory) => type({ directory })}
        testId="acme-directory"
      />
      <Field
        label={t("acme.domain")}
        hint={t("acme.domain_hint")}
        value={typed.domain}
        maxLength={253}
        problem={wrong.includes("domain") ? t("acme.domain_wrong") : null}
        onInput={(domain) => type({ domain })}
        testId="acme-domain"
      />
      <Field
        label={t("acme.contact")}
        value={typed.contact}
        maxLength={254}
        problem={wrong.includes("contact") ? t("acme.contact_wrong") : null}
        onInput={(contact) => type({ contact })}
        testId="acme-contact"
      />
    </>
  );
}

function AccountFields({ typed, type, wrong }: FieldsProps): JSX.Element {
  const { t } = useUi();
  const problem = wrong.includes("eab") ? t("acme.eab_wrong") : null;
  return (
    <details open={problem !== null ? true : undefined} data-testid="acme-account">
      <summary>{t("acme.account")}</summary>
      <div class="plain task-part">
        <Field
          label={t("acme.kid")}
          value={typed.kid}
          maxLength={500}
          problem={problem}
          onInput={(kid) => type({ kid })}
          testId="acme-kid"
        />
        <Field
          label={t("acme.mac")}
          kind="secret"
          value={typed.macKey}
          problem={problem}
          onInput={(macKey) => type({ macKey })}
          testId="acme-mac"
        />
        {typed.macKey !== "" && <p class="hint">{t("acme.secret")}</p>}
      </div>
    </details>
  );
}

function MoreFields({ typed, type, wrong }: FieldsProps): JSX.Element {
  const { t } = useUi();
  return (
    <details open={wrong.includes("address") ? true : undefined} data-testid="acme-more">
      <summary>{t("acme.more")}</summary>
      <div class="plain task-part">
        <Field
          label={t("acme.organisation")}
          hint={t("acme.organisation_hint")}
          value={typed.organisation}
          maxLength={200}
          onInput={(organisation) => type({ organisation })}
          testId="acme-organisation"
        />
        <Field
          label={t("acme.unit")}
          value={typed.unit}
          maxLength={200}
          onInput={(unit) => type({ unit })}
          testId="acme-unit"
        />
        <Field
          label={t("acme.address")}
          hint={t("acme.address_hint")}
          value={typed.address}
          problem={wrong.includes("address") ? t("acme.directory_wrong") : null}
          onInput={(address) => type({ address })}
          testId="acme-address"
        />
      </div>
    </details>
  );
}

/** Asks what the server must know and saves the file for it. */
export function AcmeForm({ put }: { readonly put: (view: AcmeView) => void }): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const [typed, setTyped] = useState(nothing);
  const [agreed, setAgreed] = useState(false);
  const [wrong, setWrong] = useState<readonly AcmeField[]>([]);
  const [shown, setShown] = useState<"nothing" | "terms" | "saved">("nothing");
  const type = (change: Partial<Typed>) => setTyped((before) => ({ ...before, ...change }));
  const save = () =>
    void action.run(async () => {
      setShown(agreed ? "nothing" : "terms");
      if (!agreed) return;
      const answer = await panel.call("acme.save", typed);
      setWrong(answer.kind === "wrong" ? answer.fields : []);
      if (answer.kind === "wrong") return;
      saveFile(new Blob([answer.json], { type: "application/json" }), "federpost-enrolment.json");
      put(answer.view);
      setShown("saved");
    });
  const fields = { typed, type, wrong };
  return (
    <form
      class="plain"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <WhereFields {...fields} />
      <AccountFields {...fields} />
      <MoreFields {...fields} />
      <CheckField
        label={t("acme.terms")}
        checked={agreed}
        wrong={shown === "terms" && !agreed}
        change={setAgreed}
        testId="acme-terms"
      />
      <FailureNotice failure={action.failure} />
      <div class="buttons">
        <button type="submit" class="button" disabled={action.busy} data-testid="acme-save">
          {t("acme.save")}
        </button>
        <span role="status" data-testid="acme-status">
          {shown === "saved" ? t("acme.saved") : shown === "terms" && !agreed ? t("acme.terms_needed") : ""}
        </span>
      </div>
    </form>
  );
}
