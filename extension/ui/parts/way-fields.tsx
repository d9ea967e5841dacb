import type { JSX } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import type { Failure } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { passkeysWork } from "../state/passkey.ts";
import { type AskedKind, isOpen, type WayForm } from "../state/way.ts";
import { Field } from "./field.tsx";
import { FailureNotice, Notice } from "./notice.tsx";

function KindChoice({ form }: { readonly form: WayForm }): JSX.Element | null {
  const { t } = useUi();
  const name = useId();
  if (form.kinds.length < 2) return null;
  const radio = (kind: AskedKind) => (
    <div key={kind} class="check">
      <input
        id={`${name}-${kind}`}
        type="radio"
        name={name}
        checked={form.kind === kind}
        onChange={() => form.choose(kind)}
        data-testid={`way-${kind}`}
      />
      <label for={`${name}-${kind}`}>{t(`way.${kind}`)}</label>
    </div>
  );
  return (
    <fieldset class="choices">
      <legend>{t("way.choose")}</legend>
      {form.kinds.map(radio)}
    </fieldset>
  );
}

/** Says when what is being typed would go elsewhere: another window has come to the front. */
function BlurWarning({ typing }: { readonly typing: boolean }): JSX.Element | null {
  const { t } = useUi();
  const [away, setAway] = useState(false);
  useEffect(() => {
    const left = new AbortController();
    addEventListener("blur", () => setAway(true), left);
    addEventListener("focus", () => setAway(false), left);
    return () => left.abort();
  }, []);
  if (!away || !typing) return null;
  return (
    <Notice tone="warning" testId="blur-warning">
      <p>{t("way.blurred")}</p>
    </Notice>
  );
}

/** Asks for one of the ways in. Shows nothing where no lock was chosen. */
export function WayFields({ form }: { readonly form: WayForm }): JSX.Element | null {
  const { t } = useUi();
  if (isOpen(form.lock)) return null;
  return (
    <div class="way-fields" data-testid="way-fields">
      <KindChoice form={form} />
      {form.kind === "passphrase" && (
        <Field
          label={t("way.passphrase")}
          kind="secret"
          autocomplete="current-password"
          value={form.typed}
          maxLength={1024}
          problem={form.problem}
          onInput={form.type}
          testId="way-passphrase-field"
        />
      )}
      {form.kind === "recovery" && (
        <Field
          label={t("way.recovery")}
          hint={t("way.recovery_hint")}
          value={form.typed}
          maxLength={200}
          problem={form.problem}
          onInput={form.type}
          testId="way-recovery-field"
        />
      )}
      {form.kind === "passkey" && <p class="hint">{t("way.passkey_hint")}</p>}
      {form.kind === null && (
        <Notice tone="warning" testId="no-way-here">
          <p>{t(passkeysWork() ? "way.none" : "way.passkey_elsewhere")}</p>
        </Notice>
      )}
      <BlurWarning typing={form.typed !== ""} />
    </div>
  );
}

/** What went wrong with a way in, in words of its own. */
export function WayFailure({ failure }: { readonly failure: Failure | null }): JSX.Element | null {
  const { t } = useUi();
  const own = {
    wrong_password: "way.wrong",
    user_rejected: "way.passkey_refused",
    unsupported: "way.unsupported",
  } as const;
  const code = failure?.code;
  if (code !== "wrong_password" && code !== "user_rejected" && code !== "unsupported")
    return <FailureNotice failure={failure} />;
  return (
    <Notice tone="danger" testId="error">
      <p>{t(own[code])}</p>
    </Notice>
  );
}
