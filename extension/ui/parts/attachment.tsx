import type { JSX } from "preact";
import type { AttachmentView } from "../../../shared/protocol/index.ts";
import { useUi } from "../state/context.ts";
import { fileKind } from "../state/file-kind.ts";
import { Icon } from "./icon.tsx";
import { SafeLine } from "./safe.tsx";

/** Name, size and danger of a file, and what its sender says that it is. */
export function AttachmentFacts({ attachment }: { readonly attachment: AttachmentView }): JSX.Element {
  const { t, format } = useUi();
  const kind = fileKind(attachment.type);
  return (
    <span class="attachment-facts">
      <Icon name="attachment" />
      <span>
        <span class="file-name">
          <SafeLine text={attachment.name} />
        </span>
        <span class="hint">
          {format.size(attachment.sizeBytes)}
          {attachment.type !== "" && <>, {kind === null ? <SafeLine text={attachment.type} /> : t(`file.${kind}`)}</>}
        </span>
        {attachment.dangerous && (
          <span class="danger-hint" data-testid="dangerous">
            <Icon name="warning" />
            {t("attachment.dangerous")}
          </span>
        )}
      </span>
    </span>
  );
}
