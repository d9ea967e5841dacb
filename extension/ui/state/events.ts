import type { PanelEvent } from "../../../shared/protocol/index.ts";

type Changed = Extract<PanelEvent, { kind: "changed" }>["what"];

/** Whether an event says that one of these changed. */
export const changes =
  (...what: readonly Changed[]) =>
  (event: PanelEvent): boolean =>
    event.kind === "changed" && what.includes(event.what);
