import type { JSX } from "preact";
import { useUi } from "../state/context.ts";
import { SafeLine } from "./safe.tsx";
import { Time } from "./time.tsx";

/** The day by which the sender asks to confirm the letter. A day that is none is shown as it is. */
export function AcknowledgeBy({ day }: { readonly day: string | null }): JSX.Element | null {
  const { t } = useUi();
  if (day === null) return null;
  const noonMs = Date.parse(`${day}T12:00:00`);
  return (
    <p class="letter-deadline">
      {t("letter.acknowledge_by")} {Number.isNaN(noonMs) ? <SafeLine text={day} /> : <Time atMs={noonMs} form="date" />}
    </p>
  );
}
