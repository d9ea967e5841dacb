import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { ConsentView } from "../../../shared/protocol/index.ts";
import { Notice } from "../parts/notice.tsx";
import { OriginText } from "../parts/origin.tsx";
import { SecretCue } from "../parts/secret-cue.tsx";
import { splitOrigin } from "../safe/origin.ts";
import { useUi } from "../state/context.ts";
import type { TitleRef } from "./decide.tsx";

/** Who asks: the whole origin on the first line, then what to know about it. */
export function Asker({ view, title }: { readonly view: ConsentView; readonly title: TitleRef }): JSX.Element {
  const { t } = useUi();
  useEffect(() => title.current?.focus(), []);
  const parts = splitOrigin(view.origin);
  return (
    <header class="asker">
      <h1 ref={title} tabIndex={-1}>
        <OriginText origin={view.origin} />
        <span class="asks">{t(`consent.${view.kind}_title`)}</span>
      </h1>
      <SecretCue />
      {parts?.encoded === true && (
        <Notice tone="warning">
          <p>{t("consent.encoded_host")}</p>
        </Notice>
      )}
      {parts?.encrypted !== true && (
        <Notice tone="warning">
          <p>{t("consent.not_encrypted")}</p>
        </Notice>
      )}
      {view.topOrigin !== view.origin && (
        <Notice tone="warning" testId="framed">
          <p>
            {t("consent.framed")} <OriginText origin={view.topOrigin} />
          </p>
        </Notice>
      )}
    </header>
  );
}
