import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface HeadingProps {
  /** Another key means that another view has come: its heading takes the focus. */
  readonly focusKey: string;
  readonly children: ComponentChildren;
  readonly testId?: string;
}

/** The heading of a view the person just went to. Keyboard and screen reader go on from there. */
export function Heading({ focusKey, children, testId }: HeadingProps): JSX.Element {
  const element = useRef<HTMLHeadingElement>(null);
  useEffect(() => element.current?.focus({ preventScroll: true }), [focusKey]);
  return (
    <h2 ref={element} tabIndex={-1} class="view-title" data-testid={testId}>
      {children}
    </h2>
  );
}
