import type { JSX } from "preact";
import type { ConsentView } from "../../../shared/protocol/index.ts";
import { MethodList } from "../parts/methods.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { useUi } from "../state/context.ts";

/** A page asks to be allowed to ask. */
export function AccessRequest({ view }: { readonly view: Extract<ConsentView, { kind: "access" }> }): JSX.Element {
  const { t } = useUi();
  return (
    <>
      <h2>{t("consent.access_may")}</h2>
      <MethodList methods={view.methods} />
      <h2>{t("consent.purpose")}</h2>
      <p class="claim" data-testid="purpose">
        {t("consent.purpose_claim")}{" "}
        <q>
          <SafeLine text={view.purpose} />
        </q>
      </p>
      <p>{t("consent.access_limits")}</p>
    </>
  );
}
