import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { SafeText } from "../parts/safe.tsx";
import { useUi } from "../state/context.ts";
import { type DocumentKind, documentKind, imageType, textOf } from "./document-kind.ts";
import { PdfView } from "./pdf-view.tsx";

/** A file that was read, and how it can be shown. */
export interface LoadedDocument {
  readonly kind: DocumentKind;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const loadedDocument = (
  bytes: Uint8Array<ArrayBuffer>,
  claimed: { readonly name: string; readonly type: string },
): LoadedDocument => ({ kind: documentKind(bytes, claimed), bytes });

// More than this in one page makes the window slow; such a file is saved and looked at elsewhere.
const mostTextBytes = 1 << 20;
const mostShownBytes = 60 << 20;

function ImageView({ bytes, name }: { readonly bytes: Uint8Array<ArrayBuffer>; readonly name: string }): JSX.Element {
  const [url, setUrl] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type: imageType(bytes) }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return <img class="document-page" src={url} alt={name} />;
}

/**
 * A file as text, as pictures of its pages or as a picture, by its content. Never as markup: nothing in it runs, and nothing
 * is loaded from elsewhere. What is none of these, or too large, says so.
 */
export function DocumentContent({
  loaded,
  name,
}: {
  readonly loaded: LoadedDocument;
  readonly name: string;
}): JSX.Element {
  const { t } = useUi();
  const { kind, bytes } = loaded;
  const tooLong = bytes.length > (kind === "text" ? mostTextBytes : mostShownBytes);
  if (kind === "other" || tooLong) {
    return (
      <p class="hint" data-testid="not-shown">
        {t(tooLong ? "document.too_large" : "document.other")}
      </p>
    );
  }
  switch (kind) {
    case "text":
      return (
        <div class="document-text" data-testid="document-text">
          <SafeText text={textOf(bytes) ?? ""} links="none" />
        </div>
      );
    case "image":
      return <ImageView bytes={bytes} name={name} />;
    case "pdf":
      return <PdfView bytes={bytes} />;
  }
}
