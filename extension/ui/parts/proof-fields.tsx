import type { JSX } from "preact";
import { useUi } from "../state/context.ts";
import type { ProofForm } from "../state/proof.ts";
import { Field } from "./field.tsx";
import { Notice } from "./notice.tsx";

/** Asks for what the homeserver wants of the person. */
export function ProofFields({ form, testId }: { readonly form: ProofForm; readonly testId: string }): JSX.Element {
  const { t } = useUi();
  if (form.login === "password") {
    return (
      <Field
        label={t("sign_in.password")}
        kind="secret"
        autocomplete="current-password"
        value={form.password}
        maxLength={4096}
        problem={form.problem}
        onInput={form.type}
        testId={testId}
      />
    );
  }
  return form.isOpen ? (
    <Notice tone="warning" testId="confirm-open">
      <p>{t("proof_login.open")}</p>
    </Notice>
  ) : (
    <p class="hint">{t("proof_login.text")}</p>
  );
}
