import type { JSX } from "preact";
import type { ReceiptView } from "../../../shared/protocol/index.ts";
import { Icon } from "../parts/icon.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { Time } from "../parts/time.tsx";
import { useUi } from "../state/context.ts";

function Receipt({ receipt }: { readonly receipt: ReceiptView }): JSX.Element {
  const { t } = useUi();
  return (
    <li class={receipt.valid ? "receipt" : "receipt receipt-invalid"} data-testid="receipt" data-kind={receipt.kind}>
      <Icon name={receipt.valid ? "done" : "warning"} />
      <span>
        <strong>{t(`receipt.${receipt.kind}`)}</strong>
        <span class="receipt-time">
          <Time atMs={receipt.atMs} form="full" /> ({t("receipt.claimed_time")})
        </span>
        <span class="address">
          <SafeLine text={receipt.by} />
        </span>
        <span class={receipt.valid ? "hint" : "alarm"}>{t(receipt.valid ? "receipt.valid" : "receipt.invalid")}</span>
      </span>
    </li>
  );
}

/** Signed receipts in the order of their times. */
export function Receipts({ receipts }: { readonly receipts: readonly ReceiptView[] }): JSX.Element | null {
  const { t } = useUi();
  if (receipts.length === 0) return null;
  const ordered = [...receipts].sort((a, b) => a.atMs - b.atMs);
  return (
    <details class="receipts" data-testid="receipts">
      <summary>{t("receipt.title", { count: receipts.length })}</summary>
      <ol>
        {ordered.map((receipt) => (
          <Receipt key={`${receipt.kind} ${receipt.by} ${receipt.atMs}`} receipt={receipt} />
        ))}
      </ol>
    </details>
  );
}
