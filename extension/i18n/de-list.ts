import type { enList } from "./en-list.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: Fristen in der Liste der Briefwechsel. */
export const deList: Pick<Texts, keyof typeof enList> = {
  "order.deadline_only": "Nur mit offener Frist",
  "list.deadline.mine": "Sie bestätigen bis",
  "list.deadline.mine.over": "Sie sollten bestätigen bis",
  "list.deadline.theirs": "Empfänger bestätigt bis",
  "list.deadline.theirs.over": "Empfänger sollte bestätigen bis",
};
