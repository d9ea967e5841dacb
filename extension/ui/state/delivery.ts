import type { LetterView } from "../../../shared/protocol/index.ts";
import type { Format, Translate } from "../../i18n/index.ts";

export type LetterEntry = Extract<LetterView, { kind: "letter" }>;
type Progress = NonNullable<LetterEntry["progress"]>;

export interface DeliveryText {
  readonly tone: "waiting" | "moving" | "there" | "failed";
  readonly text: string;
  /** What the person can do or should know; null when nothing is to be added. */
  readonly advice: string | null;
}

const uploading = (progress: Progress | null, t: Translate, format: Format): string =>
  progress === null
    ? t("delivery.uploading")
    : t("delivery.uploading_part", { done: format.size(progress.doneBytes), total: format.size(progress.totalBytes) });

/** Where a letter of ours stands, in words that promise no more than is known; null for letters of others. */
export function describeDelivery(letter: LetterEntry, t: Translate, format: Format): DeliveryText | null {
  switch (letter.delivery) {
    case null:
      return null;
    case "held":
      return { tone: "waiting", text: t("held.state"), advice: t("held.state_hint") };
    case "waiting":
      return { tone: "waiting", text: t("delivery.waiting"), advice: t("delivery.waiting_hint") };
    case "uploading":
      return { tone: "moving", text: uploading(letter.progress, t, format), advice: t("delivery.uploading_hint") };
    case "with_server":
      return { tone: "moving", text: t("delivery.with_server"), advice: t("delivery.with_server_hint") };
    case "provided":
      return { tone: "there", text: t("delivery.provided"), advice: t("delivery.provided_hint") };
    case "retrieved":
      return { tone: "there", text: t("delivery.retrieved"), advice: t("delivery.retrieved_hint") };
    case "failed":
      return { tone: "failed", text: t("delivery.failed"), advice: t(`error.${letter.failure ?? "internal"}`) };
  }
}
