import type { JSX } from "preact";
import { useUi } from "../state/context.ts";

/** Name and mark of the product: a quill that has just drawn a line. */
export function Brand(): JSX.Element {
  const { t } = useUi();
  return (
    <h1 class="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect class="brand-ground" width="32" height="32" rx="7" />
        <path class="brand-quill" d="M25 6c-8 0-14 5-15.5 14l-1.5 5 1.6.6 1.7-4.3C20 20.5 24.5 14.5 25 6z" />
        <path class="brand-line" d="M14 25.5h11" />
      </svg>
      <span class="brand-name">{t("title")}</span>
    </h1>
  );
}
