import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { parseLetterId, parseRoomId } from "../../../shared/base/index.ts";
import { safeFileName } from "../../../shared/letter/index.ts";
import type { AttachmentView } from "../../../shared/protocol/index.ts";
import { saveFile } from "../../platform/index.ts";
import { AttachmentFacts } from "../parts/attachment.tsx";
import { Icon } from "../parts/icon.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { visibleLine } from "../safe/visible.ts";
import { useAction } from "../state/action.ts";
import { required, useUi } from "../state/context.ts";
import type { LetterEntry } from "../state/delivery.ts";
import type { DragNews } from "../state/drag-out.ts";
import { useDragOut } from "../state/use-drag-out.ts";
import { DocumentContent, type LoadedDocument, loadedDocument } from "../viewer/document-content.tsx";
import { mayBeShown } from "../viewer/document-kind.ts";
import { DangerQuestion } from "./danger-question.tsx";
import { SaveAll } from "./save-all.tsx";

/** Hands a file to the browser's downloads. It is never shown as a page of ours, whatever its type says. */
const save = (blob: Blob, name: string): void =>
  saveFile(new Blob([blob], { type: "application/octet-stream" }), safeFileName(name));

/** More than this makes the page slow; such a file is saved and looked at elsewhere. */
const mostShownBytes = 60 << 20;

/** Says of a file that was dragged too early when to begin again. */
function DragNewsLine({ news, name }: { readonly news: DragNews; readonly name: string }): JSX.Element {
  const { t } = useUi();
  return (
    <>
      <p class="drag-news" role="status" data-testid="drag-news" data-state={news.kind}>
        {news.kind === "fetching" && t("drag_out.fetching", { name })}
        {news.kind === "ready" && t("drag_out.ready", { name })}
      </p>
      <FailureNotice failure={news.kind === "failed" ? news.failure : null} />
    </>
  );
}

interface AttachmentProps {
  readonly attachment: AttachmentView;
  readonly fetchFile: () => Promise<{ readonly blob: Blob; readonly name: string }>;
}

function Attachment({ attachment, fetchFile }: AttachmentProps): JSX.Element {
  const { t } = useUi();
  const action = useAction();
  const drag = useDragOut(attachment, fetchFile);
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState<LoadedDocument | null>(null);
  const show = () =>
    void action.run(async () => {
      const { blob } = await fetchFile();
      setShown(loadedDocument(new Uint8Array(await blob.arrayBuffer()), attachment));
    });
  const fetchAndSave = () => {
    setAsking(false);
    void action.run(async () => {
      const { blob, name } = await fetchFile();
      save(blob, name);
    });
  };
  return (
    <li class="attachment" data-testid="attachment">
      {drag.events === null ? (
        <AttachmentFacts attachment={attachment} />
      ) : (
        <div class="drag-out" draggable title={t("drag_out.title")} {...drag.events} data-testid="drag-out">
          <Icon name="grip" />
          <AttachmentFacts attachment={attachment} />
        </div>
      )}
      {/* What can run code on somebody's computer is not offered, whatever it calls itself. */}
      {!attachment.dangerous && attachment.sizeBytes <= mostShownBytes && mayBeShown(attachment) && (
        <button
          type="button"
          class="button"
          disabled={action.busy}
          aria-expanded={shown !== null}
          aria-label={t(shown === null ? "viewer.show" : "viewer.hide", { name: visibleLine(attachment.name) })}
          onClick={shown === null ? show : () => setShown(null)}
          data-testid="show-attachment"
        >
          {t(shown === null ? "viewer.show_short" : "viewer.hide_short")}
        </button>
      )}
      <button
        type="button"
        class="button button-icon"
        disabled={action.busy}
        aria-label={t("attachment.save", { name: visibleLine(attachment.name) })}
        title={t("attachment.save_short")}
        onClick={attachment.dangerous ? () => setAsking(true) : fetchAndSave}
        data-testid="save-attachment"
      >
        {action.busy ? <span class="spinner" aria-hidden="true" /> : <Icon name="save" />}
      </button>
      {asking && <DangerQuestion names={[attachment.name]} save={fetchAndSave} close={() => setAsking(false)} />}
      <FailureNotice failure={action.failure} />
      {drag.events !== null && <DragNewsLine news={drag.news} name={visibleLine(attachment.name)} />}
      {shown !== null && (
        <section
          class="attachment-shown document"
          aria-label={t("viewer.label", { name: visibleLine(attachment.name) })}
          data-testid="viewer"
          data-state={shown.kind}
        >
          <DocumentContent loaded={shown} name={visibleLine(attachment.name)} purpose="read" />
        </section>
      )}
    </li>
  );
}

/** The files of an opened letter. */
export function AttachmentList({ letter, thread }: { readonly letter: LetterEntry; readonly thread: string }) {
  const { panel, t } = useUi();
  if (letter.attachments.length === 0) return null;
  const fetchFile = async (index: number) => {
    const ids = { thread: required(parseRoomId(thread)), letter: required(parseLetterId(letter.letter)) };
    const { transfer, name } = await panel.call("attachment.open", { ...ids, index });
    return { blob: await panel.receiveFile(transfer), name };
  };
  return (
    <div class="attachments">
      <h4>{t("attachment.title", { count: letter.attachments.length })}</h4>
      <ul>
        {letter.attachments.map((attachment, index) => (
          <Attachment key={`${index}-${attachment.name}`} attachment={attachment} fetchFile={() => fetchFile(index)} />
        ))}
      </ul>
      {letter.attachments.length > 1 && <SaveAll attachments={letter.attachments} fetchFile={fetchFile} />}
    </div>
  );
}
