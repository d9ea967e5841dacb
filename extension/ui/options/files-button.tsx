import type { JSX } from "preact";

interface FilesButtonProps {
  readonly label: string;
  readonly accept: string;
  readonly multiple?: boolean;
  readonly chosen: (files: readonly File[]) => void;
  readonly testId: string;
}

/** A button that lets the person choose files. The same file can be chosen again. */
export function FilesButton({ label, accept, multiple = false, chosen, testId }: FilesButtonProps): JSX.Element {
  return (
    <label class="button file-button">
      {label}
      <input
        type="file"
        accept={accept}
        multiple={multiple}
        class="visually-hidden"
        data-testid={testId}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = "";
          if (files.length > 0) chosen(files);
        }}
      />
    </label>
  );
}
