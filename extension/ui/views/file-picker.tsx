import type { JSX, TargetedClipboardEvent, TargetedDragEvent } from "preact";
import { useState } from "preact/hooks";
import { isDangerousFile } from "../../../shared/letter/index.ts";
import type { Place } from "../mount.tsx";
import { AttachmentFacts } from "../parts/attachment.tsx";
import { Icon } from "../parts/icon.tsx";
import { Notice } from "../parts/notice.tsx";
import { visibleLine } from "../safe/visible.ts";
import { useUi } from "../state/context.ts";
import { type ChosenFile, droppedFiles, filesProblem, pastedFiles, totalBytes } from "../state/files.ts";
import type { FilesHandle } from "../state/use-files.ts";

interface RowProps extends Pick<FilesHandle, "remove" | "retry"> {
  readonly chosen: ChosenFile;
}

function ChosenRow({ chosen, remove, retry }: RowProps): JSX.Element {
  const { t } = useUi();
  const { id, name, type, sizeBytes, state } = chosen;
  return (
    <li class="attachment" data-testid="chosen-file" data-state={state.kind}>
      <AttachmentFacts attachment={{ name, type, sizeBytes, dangerous: isDangerousFile(name) }} />
      <span class="buttons">
        {state.kind === "failed" && (
          <button type="button" class="button" onClick={() => retry(id)} data-testid="retry-file">
            {t("action.retry")}
          </button>
        )}
        <button
          type="button"
          class="button button-icon"
          aria-label={t("files.remove", { name: visibleLine(name) })}
          title={t("files.remove_short")}
          onClick={() => remove(id)}
        >
          <Icon name="remove" />
        </button>
      </span>
      <FileStateLine chosen={chosen} />
    </li>
  );
}

/** Whether the file lies with the draft. Spoken when it changes its kind, not with every byte. */
function FileStateLine({ chosen: { sizeBytes, state } }: { readonly chosen: ChosenFile }): JSX.Element {
  const { t, format } = useUi();
  const wrong = state.kind === "failed" || state.kind === "missing";
  return (
    <div class="file-state">
      <span class={wrong ? "alarm" : "hint"} role="status">
        {t(`file.${state.kind}`)} {state.kind === "failed" && t(`error.${state.code}`)}
      </span>
      {state.kind === "saving" && (
        <>
          <span class="hint" aria-hidden="true">
            {t("file.saving_part", { done: format.size(state.doneBytes), total: format.size(sizeBytes) })}
          </span>
          <progress max={sizeBytes} value={state.doneBytes} aria-label={t("file.saving")} />
        </>
      )}
    </div>
  );
}

function Chooser({ add }: { readonly add: (files: Iterable<File>) => void }): JSX.Element {
  const { t } = useUi();
  return (
    <label class="button file-button">
      <Icon name="attachment" />
      {t("files.choose")}
      <input
        type="file"
        multiple
        class="visually-hidden"
        data-testid="attach"
        onChange={(event) => {
          add([...(event.currentTarget.files ?? [])]);
          // The same file can be chosen again after it was removed.
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}

/** Takes files that are pasted anywhere in a letter's form. Not in the popup, which could not show them. */
export const pasteInto =
  ({ add }: FilesHandle, place: Place) =>
  (event: TargetedClipboardEvent<HTMLElement>): void => {
    const pasted = place === "popup" ? [] : pastedFiles(event.clipboardData);
    if (pasted.length === 0) return;
    event.preventDefault();
    add(pasted);
  };

/** Chooses files by a dialog or by dropping them here. */
export function FilePicker({ files, add, remove, retry }: FilesHandle): JSX.Element {
  const { t } = useUi();
  const [over, setOver] = useState(false);
  const [folders, setFolders] = useState(0);
  const problem = filesProblem(files);
  const drop = (event: TargetedDragEvent<HTMLElement>) => {
    event.preventDefault();
    setOver(false);
    const dropped = event.dataTransfer === null ? { files: [], folders: 0 } : droppedFiles(event.dataTransfer.items);
    setFolders(dropped.folders);
    add(dropped.files);
  };
  return (
    <fieldset
      class={over ? "drop drop-over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      data-testid="drop"
    >
      <legend>{t("files.title")}</legend>
      <p class="hint">{t("files.hint")}</p>
      <Chooser add={add} />
      {folders > 0 && (
        <Notice tone="warning">
          <p>{t("files.folders", { count: folders })}</p>
        </Notice>
      )}
      <ChosenFiles files={files} remove={remove} retry={retry} />
      {problem !== null && (
        <Notice tone="danger">
          <p>{t(`files.${problem}`)}</p>
        </Notice>
      )}
    </fieldset>
  );
}

function ChosenFiles({ files, remove, retry }: Pick<FilesHandle, "files" | "remove" | "retry">): JSX.Element | null {
  const { t, format } = useUi();
  if (files.length === 0) return null;
  return (
    <>
      <ul>
        {files.map((chosen) => (
          <ChosenRow key={chosen.id} chosen={chosen} remove={remove} retry={retry} />
        ))}
      </ul>
      <p class="hint" role="status">
        {t("files.total", { count: files.length, size: format.size(totalBytes(files)) })}
      </p>
    </>
  );
}

interface ElsewhereProps {
  readonly files: FilesHandle;
  readonly move: () => void;
}

/** In the popup: a file dialog would close it, so files are added in the full inbox. Those of the draft are shown. */
export function FilesElsewhere({ files, move }: ElsewhereProps): JSX.Element {
  const { t } = useUi();
  return (
    <>
      <ChosenFiles {...files} />
      <button type="button" class="button" onClick={move} data-testid="attach-elsewhere">
        <Icon name="attachment" />
        {t("files.elsewhere")}
      </button>
    </>
  );
}
