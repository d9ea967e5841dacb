import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { safeFileName } from "../../../shared/letter/index.ts";
import type { ConsentView } from "../../../shared/protocol/index.ts";
import { saveFile } from "../../platform/index.ts";
import type { Panel } from "../panel.ts";
import { FailureNotice } from "../parts/notice.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { DocumentContent, type LoadedDocument, loadedDocument } from "../viewer/document-content.tsx";
import { Opening } from "../viewer/drawn.tsx";

type Document = Extract<ConsentView, { kind: "sign" }>["documents"][number];

interface DocumentProps {
  readonly request: string;
  readonly index: number;
  readonly document: Document;
  /** Shown from the start: with these bytes, or as soon as they are read. */
  readonly start: LoadedDocument | "shown" | "closed";
}

/** Reads a document of the question. @throws FederpostError what the host answers */
export async function readDocument(panel: Panel, request: string, index: number): Promise<Uint8Array<ArrayBuffer>> {
  const { transfer } = await panel.call("consent.document", { request, index });
  return new Uint8Array(await (await panel.receiveFile(transfer)).arrayBuffer());
}

/**
 * A document before it is signed. It is shown as text, as pictures of its pages or as a picture, never as markup; whatever
 * cannot be shown can be saved and looked at in another program.
 */
export function DocumentView({ request, index, document, start }: DocumentProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const [loaded, setLoaded] = useState<LoadedDocument | null>(typeof start === "string" ? null : start);
  const fetchBytes = () => readDocument(panel, request, index);
  const show = () =>
    action.run(async () => {
      const bytes = await fetchBytes();
      setLoaded(loadedDocument(bytes, document));
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
      {loaded === null && start === "shown" && action.failure === null && (
        <Opening isPage={document.type === "application/pdf"} />
      )}
      {loaded !== null && <DocumentContent loaded={loaded} name={document.name} purpose="sign" />}
      <FailureNotice failure={action.failure} />
    </div>
  );
}
