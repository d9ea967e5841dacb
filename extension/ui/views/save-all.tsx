import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { AttachmentView } from "../../../shared/protocol/index.ts";
import { saveFile } from "../../platform/index.ts";
import { Icon } from "../parts/icon.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { zipFiles } from "../state/zip.ts";
import { DangerQuestion } from "./danger-question.tsx";

interface SaveAllProps {
  readonly attachments: readonly AttachmentView[];
  readonly fetchFile: (index: number) => Promise<{ readonly blob: Blob }>;
}

/** Saves all files of a letter as one ZIP file; asks first when one of them can start programs. */
export function SaveAll({ attachments, fetchFile }: SaveAllProps): JSX.Element {
  const { t } = useUi();
  const action = useAction();
  const [asking, setAsking] = useState(false);
  const [current, setCurrent] = useState(0);
  const dangerous = attachments.filter((attachment) => attachment.dangerous).map(({ name }) => name);
  const names = attachments.map(({ name }) => name);
  const fetchNext = async (index: number) => {
    setCurrent(index + 1);
    return (await fetchFile(index)).blob;
  };
  const save = () => {
    setAsking(false);
    void action.run(async () => saveFile(await zipFiles(names, fetchNext), t("save_all.file_name")));
  };
  return (
    <div class="buttons buttons-start">
      <button
        type="button"
        class="button"
        disabled={action.busy}
        onClick={dangerous.length > 0 ? () => setAsking(true) : save}
        data-testid="save-all"
      >
        {action.busy ? <span class="spinner" aria-hidden="true" /> : <Icon name="save" />}
        {t("save_all.button")}
      </button>
      <span class="hint" role="status">
        {action.busy ? t("save_all.progress", { current, count: names.length }) : ""}
      </span>
      {asking && <DangerQuestion names={dangerous} save={save} close={() => setAsking(false)} />}
      <FailureNotice failure={action.failure} />
    </div>
  );
}
