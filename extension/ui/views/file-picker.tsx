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

export interface FilesHandle {
  readonly files: readonly ChosenFile[];
  readonly add: (files: Iterable<File>) => void;
  readonly remove: (id: string) => void;
  readonly clear: () => void;
}

/** The files that will go with a letter. They stay where they are until it is sent. */
export function useFiles(): FilesHandle {
  const [files, setFiles] = useState<readonly ChosenFile[]>([]);
  return {
    files,
    add: (more) => setFiles((known) => [...known, ...[...more].map((file) => ({ id: crypto.randomUUID(), file }))]),
    remove: (id) => setFiles((known) => known.filter((chosen) => chosen.id !== id)),
    clear: () => setFiles([]),
  };
}

function ChosenRow({ chosen, remove }: { readonly chosen: ChosenFile; readonly remove: (id: string) => void }) {
  const { t } = useUi();
  const { id, file } = chosen;
  const facts = { name: file.name, type: file.type, sizeBytes: file.size, dangerous: isDangerousFile(file.name) };
  return (
    <li class="attachment" data-testid="chosen-file">
      <AttachmentFacts attachment={facts} />
      <button
        type="button"
        class="button button-icon"
        aria-label={t("files.remove", { name: visibleLine(file.name) })}
        title={t("files.remove_short")}
        onClick={() => remove(id)}
      >
        <Icon name="remove" />
      </button>
    </li>
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
export function FilePicker({ files, add, remove }: FilesHandle): JSX.Element {
  const { t, format } = useUi();
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
      {files.length > 0 && (
        <ul>
          {files.map((chosen) => (
            <ChosenRow key={chosen.id} chosen={chosen} remove={remove} />
          ))}
        </ul>
      )}
      {files.length > 0 && (
        <p class="hint" role="status">
          {t("files.total", { count: files.length, size: format.size(totalBytes(files)) })}
        </p>
      )}
      {problem !== null && (
        <Notice tone="danger">
          <p>{t(`files.${problem}`)}</p>
        </Notice>
      )}
    </fieldset>
  );
}

/** In the popup: a file dialog would close it, so files are added in the full inbox. */
export function FilesElsewhere({ move }: { readonly move: () => void }): JSX.Element {
  const { t } = useUi();
  return (
    <button type="button" class="button" onClick={move} data-testid="attach-elsewhere">
      <Icon name="attachment" />
      {t("files.elsewhere")}
    </button>
  );
}
