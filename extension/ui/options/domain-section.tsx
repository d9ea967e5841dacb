import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { LockView } from "../../../shared/protocol/index.ts";
import { saveFile } from "../../platform/index.ts";
import { Field } from "../parts/field.tsx";
import { WayFailure, WayFields } from "../parts/way-fields.tsx";
import { WithLock } from "../parts/with-lock.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { useWayForm } from "../state/way.ts";

/** Makes the file by which a domain names this mailbox as its own (docs/protocol.md). */
export function DomainSection(): JSX.Element {
  const { t } = useUi();
  return (
    <section aria-labelledby="domain-title" data-testid="domain">
      <h2 id="domain-title">{t("domain.title")}</h2>
      <p class="hint">{t("domain.text")}</p>
      <WithLock>{(lock) => <DomainForm lock={lock} />}</WithLock>
    </section>
  );
}

function DomainForm({ lock }: { readonly lock: LockView }): JSX.Element {
  const { panel, t } = useUi();
  const form = useWayForm(lock);
  const action = useAction();
  const [domain, setDomain] = useState("");
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const [saved, setSaved] = useState(false);
  const problem = (value: string) => (tried && value.trim() === "" ? t("sign_in.needed") : null);
  const save = () => {
    setTried(true);
    setSaved(false);
    if (domain.trim() === "" || name.trim() === "") return;
    void action.run(async () => {
      const way = await form.take();
      if (way === "missing") return;
      const about = { domain: domain.trim(), name: name.trim(), way };
      const { json } = await panel.call("account.domainFile", about);
      saveFile(new Blob([json], { type: "application/json" }), "federpost.json");
      setSaved(true);
    });
  };
  return (
    <form
      class="plain"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field
        label={t("domain.domain")}
        hint={t("domain.domain_hint")}
        value={domain}
        maxLength={261}
        problem={problem(domain)}
        onInput={setDomain}
        testId="domain-name"
      />
      <Field
        label={t("domain.name")}
        hint={t("domain.name_hint")}
        value={name}
        maxLength={255}
        problem={problem(name)}
        onInput={setName}
        testId="domain-mailbox"
      />
      {domain !== "" && <WayFields form={form} />}
      <WayFailure failure={action.failure} />
      <div class="buttons">
        <button type="submit" class="button" disabled={action.busy} data-testid="domain-save">
          {t("domain.action")}
        </button>
        <span role="status">{saved ? t("domain.saved") : ""}</span>
      </div>
    </form>
  );
}
