import type { JSX } from "preact";
import { useUi } from "../state/context.ts";
import { DayText } from "./day-text.tsx";

/** The day by which the sender asks to confirm the letter. */
export function AcknowledgeBy({ day }: { readonly day: string | null }): JSX.Element | null {
  const { t } = useUi();
  if (day === null) return null;
  return (
    <p class="letter-deadline" data-testid="acknowledge-by">
      {t("letter.acknowledge_by")} <DayText day={day} />
    </p>
  );
}
