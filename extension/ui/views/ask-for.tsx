import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Field } from "../parts/field.tsx";
import { useUi } from "../state/context.ts";
import { readDay } from "../state/read-day.ts";
import type { Asks } from "../state/send.ts";

export interface AskingHandle {
  readonly typed: string;
  readonly type: (text: string) => void;
  /** Null while something must be mended. */
  readonly asks: Asks | null;
}

/** What a letter asks of its recipient. Not kept with a draft. */
export function useAsking(): AskingHandle {
  const [typed, type] = useState("");
  const day = readDay(typed);
  return { typed, type, asks: typed.trim() !== "" && day === null ? null : { acknowledgeBy: day } };
}

/** Where the writer says what the recipient is asked for. */
export function AskFor({ asking }: { readonly asking: AskingHandle }): JSX.Element {
  const { t } = useUi();
  return (
    <details class="ask-for" data-testid="ask-for">
      <summary>{t("ask.title")}</summary>
      <Field
        label={t("ask.acknowledge_by")}
        hint={t("ask.acknowledge_by_hint")}
        value={asking.typed}
        maxLength={10}
        problem={asking.asks === null ? t("form.date") : null}
        onInput={asking.type}
        testId="ask-acknowledge-by"
      />
    </details>
  );
}
