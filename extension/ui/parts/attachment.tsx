import type { JSX } from "preact";
import type { AttachmentView } from "../../../shared/protocol/index.ts";
import { useUi } from "../state/context.ts";
import { Icon } from "./icon.tsx";
import { SafeLine } from "./safe.tsx";

/** Name, type, size and danger of a file. */
export function AttachmentFacts({ attachment }: { readonly attachment: AttachmentView }): JSX.Element {
  const { t, format } = useUi();
  return (
    <span class="attachment-facts">
      <Icon name="attachment" />
      <span>
        <span class="file-name">
          <SafeLine text={attachment.name} />
        </span>
        <span class="hint">
          {format.size(attachment.sizeBytes)}
          {attachment.type !== "" && (
            <>
              , <SafeLine text={attachment.type} />
            </>
          )}
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
