import type { JSX } from "preact";
import { useUi } from "../state/context.ts";

/** A moment: short in lists, in full elsewhere. Local time of this computer. */
export function Time({ atMs, form }: { readonly atMs: number; readonly form: "short" | "full" | "date" }): JSX.Element {
  const { format } = useUi();
  const text =
    form === "short" ? format.short(atMs, Date.now()) : form === "full" ? format.dateTime(atMs) : format.date(atMs);
  return (
    <time dateTime={new Date(atMs).toISOString()} title={form === "short" ? format.dateTime(atMs) : undefined}>
      {text}
    </time>
  );
}
