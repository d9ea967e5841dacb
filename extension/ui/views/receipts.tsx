import type { JSX } from "preact";
import { receiptKinds } from "../../../shared/letter/index.ts";
import type { ReceiptView } from "../../../shared/protocol/index.ts";
import { DayText } from "../parts/day-text.tsx";
import { Icon } from "../parts/icon.tsx";
import { SafeLine, SafeText } from "../parts/safe.tsx";
import { Time } from "../parts/time.tsx";
import { useUi } from "../state/context.ts";
import type { LetterEntry } from "../state/delivery.ts";

/** What an acknowledgement or a refusal says beside its kind. */
function Says({ receipt }: { readonly receipt: ReceiptView }): JSX.Element | null {
  const { t } = useUi();
  if (receipt.says === null) return null;
  if (receipt.kind === "acknowledged")
    return (
      <span data-testid="stated-day">
        {t("receipt.stated_day")} <DayText day={receipt.says} />
      </span>
    );
  // What is asked for stands in words below the letter.
  if (receipt.kind === "provided") return null;
  return <SafeText text={receipt.says} links="none" />;
}

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
        <Says receipt={receipt} />
        <span>
          {t("receipt.by")}{" "}
          <span class="address">
            <SafeLine text={receipt.by} />
          </span>
        </span>
        <span class={receipt.valid ? "hint" : "alarm"}>{t(receipt.valid ? "receipt.valid" : "receipt.invalid")}</span>
      </span>
    </li>
  );
}

/** The homeserver has taken the letter: a fact of the transport that nobody has signed. */
function WithServer({ event }: { readonly event: string }): JSX.Element {
  const { t } = useUi();
  return (
    <li class="receipt" data-testid="with-server">
      <Icon name="info" />
      <span>
        <strong>{t("receipt.with_server")}</strong>
        <span class="address">
          <SafeLine text={event} />
        </span>
        <span class="hint">{t("receipt.with_server_hint")}</span>
      </span>
    </li>
  );
}

// Two clocks are behind the times: what comes first says the kind, and only of one kind the time.
const inOrder = (receipts: readonly ReceiptView[]): readonly ReceiptView[] =>
  [...receipts].sort((a, b) => receiptKinds.indexOf(a.kind) - receiptKinds.indexOf(b.kind) || a.atMs - b.atMs);

/** What became of a letter, step by step: who says what, when by their clock, and whether it is signed. */
export function Receipts({ letter }: { readonly letter: LetterEntry }): JSX.Element | null {
  const { t } = useUi();
  const { receipts, event } = letter;
  // For a letter of ours that goes out they will come, and push nothing away then.
  if (receipts.length === 0 && (!letter.mine || letter.delivery === "failed")) return null;
  return (
    <details class="receipts" data-testid="receipts">
      <summary>{receipts.length === 0 ? t("receipt.none") : t("receipt.title", { count: receipts.length })}</summary>
      <ol>
        {letter.mine && event !== null && <WithServer event={event} />}
        {inOrder(receipts).map((receipt) => (
          <Receipt key={`${receipt.kind} ${receipt.by} ${receipt.atMs}`} receipt={receipt} />
        ))}
      </ol>
    </details>
  );
}
