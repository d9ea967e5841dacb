import type { JSX } from "preact";

/** The digits that two screens must show alike, in two groups; a screen reader says them one by one. */
export function ShortCode({ digits }: { readonly digits: string }): JSX.Element {
  return (
    <p class="short-code" data-testid="short-code">
      <span aria-hidden="true">{`${digits.slice(0, 3)} ${digits.slice(3)}`}</span>
      <span class="visually-hidden">{[...digits].join(" ")}</span>
    </p>
  );
}
