import type { LetterRecord, ReceiptRecord } from "./records.ts";

/** Where a letter of ours stands. `with_server` is a transport fact; only a valid receipt proves more. */
export type DeliveryState = "waiting" | "with_server" | "provided" | "retrieved" | "failed";

/** The furthest state that valid receipts of the other side prove. */
export function deliveryOf(letter: LetterRecord, receipts: readonly ReceiptRecord[]): DeliveryState {
  const proven = (kind: ReceiptRecord["kind"]) =>
    receipts.some((receipt) => receipt.kind === kind && receipt.valid && receipt.by !== letter.from);
  // Who answers has read, and who was told has it, should the other receipts be late or lost.
  if (proven("retrieved") || proven("acknowledged") || proven("rejected")) return "retrieved";
  if (proven("provided") || proven("notified")) return "provided";
  if (letter.failure !== null) return "failed";
  return letter.event === null ? "waiting" : "with_server";
}
