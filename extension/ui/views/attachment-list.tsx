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
import { DangerQuestion } from "./danger-question.tsx";
import { SaveAll } from "./save-all.tsx";

/** Hands a file to the browser's downloads. It is never shown as a page of ours, whatever its type says. */
const save = (blob: Blob, name: string): void =>
  saveFile(new Blob([blob], { type: "application/octet-stream" }), safeFileName(name));

interface AttachmentProps {
  readonly attachment: AttachmentView;
  readonly fetchFile: () => Promise<{ readonly blob: Blob; readonly name: string }>;
}

function Attachment({ attachment, fetchFile }: AttachmentProps): JSX.Element {
  const { t } = useUi();
  const action = useAction();
  const [asking, setAsking] = useState(false);
  const fetchAndSave = () => {
    setAsking(false);
    void action.run(async () => {
      const { blob, name } = await fetchFile();
      save(blob, name);
    });
  };
  return (
    <li class="attachment" data-testid="attachment">
      <AttachmentFacts attachment={attachment} />
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
