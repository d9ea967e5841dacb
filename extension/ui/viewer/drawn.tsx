import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Drawing, type DrawingProblem, type DrawnFile, openDrawing } from "../../drawing/index.ts";
import { Notice } from "../parts/notice.tsx";
import { useUi } from "../state/context.ts";
import { createDrawnPages, createPagePicture, type DrawnPages } from "./drawn-pages.ts";
import { purposeText, type ViewerPurpose } from "./purpose.ts";

interface SheetProps {
  readonly drawing: Drawing;
  readonly drawn: DrawnPages;
  readonly number: number;
  readonly label: string;
  /** Pages are as wide as their place, pictures as they are. */
  readonly kind: "page" | "picture";
}

type SheetState = "waiting" | "drawn" | "failed";

/** Puts the picture on the canvas. */
function put(canvas: HTMLCanvasElement, picture: ImageBitmap): void {
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.style.aspectRatio = "";
  canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(picture);
}

/** Lets its memory go; the place on the page stays. */
function clear(canvas: HTMLCanvasElement): void {
  const { width, height } = canvas.getBoundingClientRect();
  canvas.style.aspectRatio = `${width} / ${height}`;
  canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(null);
  canvas.width = 1;
  canvas.height = 1;
}

/** One page, drawn when it comes near the visible part of the window, and anew when it comes back after long. */
function Sheet({ drawing, drawn, number, label, kind }: SheetProps): JSX.Element {
  const { t } = useUi();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [state, setState] = useState<SheetState>("waiting");
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const picture = createPagePicture({
      draw: () => drawing.draw(number, Math.ceil(element.clientWidth * devicePixelRatio)),
      put: (bitmap: ImageBitmap) => {
        put(element, bitmap);
        setState("drawn");
      },
      clear: () => {
        clear(element);
        setState("waiting");
      },
    });
    const seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        drawn.inSight(number, picture.takeAway);
        picture.show().catch(() => setState("failed"));
      },
      { rootMargin: "100%" },
    );
    seen.observe(element);
    return () => seen.disconnect();
  }, [drawing, number]);
  return (
    <figure class="document-sheet" data-testid={`drawn-${kind}`} data-state={state}>
      <canvas ref={canvas} class={`document-page document-${kind}`} role="img" aria-label={label} />
      {kind === "page" && <figcaption class="hint">{t("document.page", { number, count: drawing.pages })}</figcaption>}
      {state === "failed" && <p class="problem">{t("document.broken_page")}</p>}
    </figure>
  );
}

/** A document on its way: a page of it is as high when it is there. */
export function Opening({ isPage }: { readonly isPage: boolean }): JSX.Element {
  const { t } = useUi();
  const bar = <progress aria-label={t("document.opening")} />;
  return isPage ? <div class="document-opening">{bar}</div> : bar;
}

interface DrawnProps {
  readonly file: DrawnFile;
  readonly name: string;
  readonly purpose: ViewerPurpose;
}

/** A PDF file as pictures of its pages, or a picture. One that is encrypted or broken says so, and can still be saved. */
export function Drawn({ file, name, purpose }: DrawnProps): JSX.Element {
  const { t } = useUi();
  const [drawing, setDrawing] = useState<Drawing | DrawingProblem | "notLoaded" | null>(null);
  const drawn = useMemo(() => createDrawnPages(), [file]);
  // What a passive effect took is let go only after the next frame is painted, which a page out of sight waits long for.
  useLayoutEffect(() => {
    const leaving = new AbortController();
    void openDrawing(file, leaving.signal).then(
      (result) => leaving.signal.aborted || setDrawing(result),
      // What draws is a file of the package that is not there: a damaged installation.
      () => leaving.signal.aborted || setDrawing("notLoaded"),
    );
    return () => leaving.abort();
  }, [file]);
  if (drawing === null) return <Opening isPage={file.type === "application/pdf"} />;
  if (typeof drawing === "string") {
    return (
      <Notice tone="warning" testId="drawing-problem">
        <p>{t(purposeText[purpose][drawing])}</p>
      </Notice>
    );
  }
  if (file.type !== "application/pdf")
    return <Sheet drawing={drawing} drawn={drawn} number={1} label={name} kind="picture" />;
  return (
    <div class="document-pages">
      {Array.from({ length: drawing.pages }, (_, index) => {
        const number = index + 1;
        const label = t("document.page_label", { number });
        return <Sheet key={number} drawing={drawing} drawn={drawn} number={number} label={label} kind="page" />;
      })}
      <p class="hint">{t(purposeText[purpose].whatCounts)}</p>
    </div>
  );
}
