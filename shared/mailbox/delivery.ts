import type { LetterRecord, ReceiptRecord } from "./records.ts";

/** Where a letter of ours stands. `with_server` is a transport fact; only a valid receipt proves more. */
export type DeliveryState = "waiting" | "with_server" | "provided" | "retrieved" | "failed";

/** The furthest state that valid receipts of the other side prove. */
export function deliveryOf(letter: LetterRecord, receipts: readonly ReceiptRecord[]): DeliveryState {
  const proven = (kind: ReceiptRecord["kind"]) =>
    receipts.some((receipt) => receipt.kind === kind && receipt.valid && receipt.by !== letter.from);
  if (proven("retrieved")) return "retrieved";
  if (proven("provided")) return "provided";
  if (letter.failure !== null) return "failed";
  return letter.event === null ? "waiting" : "with_server";
}
