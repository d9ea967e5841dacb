import type { JSX } from "preact";
import type { Place } from "../mount.tsx";
import type { Route } from "../state/route.ts";
import { Compose } from "./compose.tsx";
import { ThreadPane } from "./thread.tsx";

interface DetailProps {
  readonly route: Exclude<Route, { readonly kind: "list" }>;
  readonly place: Place;
}

/** What is opened from the list: a thread, or a letter that is written. */
export function Detail({ route, place }: DetailProps): JSX.Element {
  if (route.kind === "write") return <Compose key={route.draftId ?? "new"} draftId={route.draftId} place={place} />;
  return (
    <ThreadPane
      key={route.thread}
      thread={route.thread}
      letter={route.letter ?? null}
      draftId={route.draftId ?? null}
      place={place}
    />
  );
}
