import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Notice } from "../parts/notice.tsx";
import { useUi } from "../state/context.ts";
import { type OpenedPdf, openPdf, type PdfProblem } from "./pdf.ts";

interface PageProps {
  readonly pdf: OpenedPdf;
  readonly number: number;
}

type PageState = "waiting" | "drawn" | "failed";

/** One page, drawn when it comes near the visible part of the window. */
function PdfPage({ pdf, number }: PageProps): JSX.Element {
  const { t } = useUi();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [state, setState] = useState<PageState>("waiting");
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        seen.disconnect();
        pdf.draw(number, element, element.clientWidth).then(
          () => setState("drawn"),
          () => setState("failed"),
        );
      },
      { rootMargin: "100%" },
    );
    seen.observe(element);
    return () => seen.disconnect();
  }, [pdf, number]);
  return (
    <figure class="document-sheet" data-testid="pdf-page" data-state={state}>
      <canvas ref={canvas} class="document-page" role="img" aria-label={t("document.page_label", { number })} />
      <figcaption class="hint">{t("document.page", { number, count: pdf.pages })}</figcaption>
      {state === "failed" && <p class="problem">{t("document.broken")}</p>}
    </figure>
  );
}

/** A PDF file as pictures of its pages. One that is encrypted or broken says so, and can still be saved. */
export function PdfView({ bytes }: { readonly bytes: Uint8Array }): JSX.Element {
  const { t } = useUi();
  const [pdf, setPdf] = useState<OpenedPdf | PdfProblem | null>(null);
  useEffect(() => {
    let left = false;
    let close = () => {};
    void openPdf(bytes).then((result) => {
      if (typeof result === "object") close = result.close;
      if (left) close();
      else setPdf(result);
    });
    return () => {
      left = true;
      close();
    };
  }, [bytes]);
  if (pdf === null) return <progress aria-label={t("document.opening")} />;
  if (typeof pdf === "string") {
    return (
      <Notice tone="warning" testId="pdf-problem">
        <p>{t(`document.${pdf}`)}</p>
      </Notice>
    );
  }
  return (
    <div class="document-pages" data-testid="pdf">
      {Array.from({ length: pdf.pages }, (_, index) => (
        <PdfPage key={index} pdf={pdf} number={index + 1} />
      ))}
      <p class="hint">{t("document.what_counts")}</p>
    </div>
  );
}
