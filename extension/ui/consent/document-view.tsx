import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { safeFileName } from "../../../shared/letter/index.ts";
import type { ConsentView } from "../../../shared/protocol/index.ts";
import { saveFile } from "../../platform/index.ts";
import { FailureNotice } from "../parts/notice.tsx";
import { SafeText } from "../parts/safe.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { type DocumentKind, documentKind, imageType, textOf } from "./document-kind.ts";
import { PdfView } from "./pdf-view.tsx";

type Document = Extract<ConsentView, { kind: "sign" }>["documents"][number];

interface DocumentProps {
  readonly request: string;
  readonly index: number;
  readonly document: Document;
  readonly start: "shown" | "closed";
}

interface Loaded {
  readonly kind: DocumentKind;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

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

function Content({ loaded, name }: { readonly loaded: Loaded; readonly name: string }): JSX.Element {
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

/**
 * A document before it is signed. It is shown as text, as pictures of its pages or as a picture, never as markup; whatever
 * cannot be shown can be saved and looked at in another program.
 */
export function DocumentView({ request, index, document, start }: DocumentProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const fetchBytes = async () => {
    const { transfer } = await panel.call("consent.document", { request, index });
    return new Uint8Array(await (await panel.receiveFile(transfer)).arrayBuffer());
  };
  const show = () =>
    action.run(async () => {
      const bytes = await fetchBytes();
      setLoaded({ kind: documentKind(bytes, document), bytes });
    });
  const save = () =>
    action.run(async () => {
      const bytes = loaded?.bytes ?? (await fetchBytes());
      saveFile(new Blob([bytes], { type: "application/octet-stream" }), safeFileName(document.name));
    });
  useEffect(() => {
    if (start === "shown") void show();
  }, []);
  return (
    <div class="document" data-testid="document-view" data-state={loaded?.kind ?? "closed"}>
      <div class="buttons">
        {loaded === null && (
          <button type="button" class="button" disabled={action.busy} onClick={() => void show()} data-testid="show">
            {t("document.show")}
          </button>
        )}
        <button type="button" class="button" disabled={action.busy} onClick={() => void save()} data-testid="save">
          {t("document.save")}
        </button>
      </div>
      {loaded !== null && <Content loaded={loaded} name={document.name} />}
      <FailureNotice failure={action.failure} />
    </div>
  );
}
