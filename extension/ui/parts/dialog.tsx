import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

interface DialogProps {
  readonly title: string;
  readonly close: () => void;
  readonly children: ComponentChildren;
  readonly testId: string;
}

/** A question above the page. The browser keeps the focus inside and closes it on Escape; then the focus is where it was. */
export function Dialog({ title, close, children, testId }: DialogProps): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      // The browser does so for a dialog that is closed, and not for one that is taken out of the page.
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  const cancel = (event: Event) => {
    event.preventDefault();
    close();
  };
  return (
    <dialog ref={element} class="dialog" aria-labelledby={heading} onCancel={cancel} data-testid={testId}>
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}
