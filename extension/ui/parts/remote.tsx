import type { ComponentChildren, JSX } from "preact";
import { useUi } from "../state/context.ts";
import type { RemoteHandle } from "../state/remote.ts";
import { FailureNotice, StaleNotice } from "./notice.tsx";

/** A quiet sign that something is on its way; spoken to screen readers. */
export function Loading(): JSX.Element {
  const { t } = useUi();
  return (
    <p class="loading" role="status" data-testid="loading">
      <span class="spinner" aria-hidden="true" />
      {t("state.loading")}
    </p>
  );
}

interface RemoteProps<T> {
  readonly of: RemoteHandle<T>;
  readonly children: (value: T) => ComponentChildren;
}

/** Shows what the host holds in each of its states: loading, failed, there, there but perhaps old. */
export function RemoteView<T>({ of, children }: RemoteProps<T>): JSX.Element {
  const { state, reload } = of;
  switch (state.kind) {
    case "loading":
      return <Loading />;
    case "failed":
      return <FailureNotice failure={{ code: state.code, retryAfterMs: null }} retry={reload} />;
    case "ready":
      return (
        <>
          <StaleNotice code={state.stale} />
          {children(state.value)}
        </>
      );
  }
}
