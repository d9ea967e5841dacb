import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useUi } from "../state/context.ts";
import { passphraseProblem } from "../state/recovery.ts";
import { Field } from "./field.tsx";

export interface PassphraseForm {
  readonly passphrase: string;
  readonly repeated: string;
  readonly change: (part: { readonly passphrase?: string; readonly repeated?: string }) => void;
  readonly problem: ReturnType<typeof passphraseProblem>;
  /** The passphrase, or null when something is still wrong with it, which is then shown. */
  readonly take: () => string | null;
}

export function usePassphraseForm(): PassphraseForm {
  const [typed, setTyped] = useState({ passphrase: "", repeated: "" });
  const [tried, setTried] = useState(false);
  const problem = passphraseProblem(typed.passphrase, typed.repeated);
  return {
    ...typed,
    change: (part) => setTyped((known) => ({ ...known, ...part })),
    problem: tried ? problem : null,
    take: () => {
      setTried(true);
      return problem === null ? typed.passphrase : null;
    },
  };
}

/** A new passphrase, twice. */
export function NewPassphrase({ form }: { readonly form: PassphraseForm }): JSX.Element {
  const { t } = useUi();
  const says = (field: "passphrase" | "repeat") =>
    form.problem?.field === field ? t(`passphrase.${form.problem.why}`) : null;
  return (
    <>
      <Field
        label={t("passphrase.new")}
        hint={t("passphrase.hint")}
        kind="secret"
        autocomplete="new-password"
        value={form.passphrase}
        maxLength={1024}
        problem={says("passphrase")}
        onInput={(passphrase) => form.change({ passphrase })}
        testId="new-passphrase"
      />
      <Field
        label={t("passphrase.repeat")}
        kind="secret"
        autocomplete="new-password"
        value={form.repeated}
        maxLength={1024}
        problem={says("repeat")}
        onInput={(repeated) => form.change({ repeated })}
        testId="repeat-passphrase"
      />
    </>
  );
}
