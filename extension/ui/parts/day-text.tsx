import type { JSX } from "preact";
import { useUi } from "../state/context.ts";
import { SafeLine } from "./safe.tsx";

/** A day of the calendar, the same wherever the computer is. A day that is none is shown as it is. */
export function DayText({ day }: { readonly day: string }): JSX.Element {
  const { format } = useUi();
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const noonMs = new Date(year, month - 1, date, 12).getTime();
  return Number.isNaN(noonMs) ? <SafeLine text={day} /> : <time dateTime={day}>{format.date(noonMs)}</time>;
}
