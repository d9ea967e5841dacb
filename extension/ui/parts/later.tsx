import { type ComponentType, h, type JSX } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { failureOf } from "../state/action.ts";
import { FailureNotice } from "./notice.tsx";
import { Loading } from "./remote.tsx";

/** A view that is not part of what its page begins with. */
export interface Later<P> {
  /** Shows the view, and until its code is there that it comes. */
  readonly View: (props: P) => JSX.Element;
  /** Loads its code before it is shown. */
  readonly load: () => void;
}

/** `fetchView` is asked once, and again only where it failed. */
export function later<P extends object>(fetchView: () => Promise<ComponentType<P>>): Later<P> {
  let view: ComponentType<P> | null = null;
  let loading: Promise<void> | null = null;
  const load = (): Promise<void> => {
    loading ??= fetchView().then(
      (loaded) => {
        view = loaded;
      },
      (error: unknown) => {
        loading = null;
        throw error;
      },
    );
    return loading;
  };
  function View(props: P): JSX.Element {
    const [failed, setFailed] = useState<unknown>(null);
    const [, drawAgain] = useState(0);
    const show = (): void => {
      setFailed(null);
      load().then(() => drawAgain((times) => times + 1), setFailed);
    };
    useLayoutEffect(() => {
      if (view === null) show();
    }, []);
    if (view !== null) return h(view, props);
    return failed === null ? <Loading /> : <FailureNotice failure={failureOf(failed)} retry={show} />;
  }
  return { View, load: () => void load().catch(() => {}) };
}
