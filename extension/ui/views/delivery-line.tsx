import type { JSX } from "preact";
import { useUi } from "../state/context.ts";
import { describeDelivery, type LetterEntry } from "../state/delivery.ts";

/** Where a letter of ours stands; spoken when it changes. */
export function DeliveryLine({ letter }: { readonly letter: LetterEntry }): JSX.Element | null {
  const { t, format } = useUi();
  const delivery = describeDelivery(letter, t, format);
  if (delivery === null) return null;
  const { progress } = letter;
  return (
    <div class={`delivery delivery-${delivery.tone}`} data-testid="delivery" data-state={letter.delivery}>
      <p role="status" class="delivery-text">
        {delivery.text}
      </p>
      {letter.delivery === "uploading" && progress !== null && (
        <progress max={progress.totalBytes} value={progress.doneBytes} aria-label={t("delivery.uploading")} />
      )}
      {delivery.advice !== null && <p class="hint">{delivery.advice}</p>}
    </div>
  );
}
