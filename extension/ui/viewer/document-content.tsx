import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { SafeText } from "../parts/safe.tsx";
import { useUi } from "../state/context.ts";
import { type DocumentKind, documentKind, drawnFile, textOf } from "./document-kind.ts";
import { Drawn } from "./drawn.tsx";
import { purposeText, type ViewerPurpose } from "./purpose.ts";

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

const NotShown = ({ why }: { readonly why: string }): JSX.Element => (
  <p class="hint" data-testid="not-shown">
    {why}
  </p>
);

interface ContentProps {
  readonly loaded: LoadedDocument;
  readonly name: string;
  readonly purpose: ViewerPurpose;
}

/**
 * A file as text, as pictures of its pages or as a picture, by its content. Never as markup: nothing in it runs, and nothing
 * is loaded from elsewhere. What is none of these, or too large, says so.
 */
export function DocumentContent({ loaded: { kind, bytes }, name, purpose }: ContentProps): JSX.Element {
  const { t } = useUi();
  const file = useMemo(() => drawnFile(bytes), [bytes]);
  if (bytes.length > (kind === "text" ? mostTextBytes : mostShownBytes)) {
    return <NotShown why={t(purposeText[purpose].tooLarge)} />;
  }
  if (kind === "text") {
    return (
      <div class="document-text" data-testid="document-text">
        <SafeText text={textOf(bytes) ?? ""} links="none" />
      </div>
    );
  }
  if (file === null) return <NotShown why={t(purposeText[purpose].other)} />;
  return <Drawn file={file} name={name} purpose={purpose} />;
}
