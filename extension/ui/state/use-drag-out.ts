import type { TargetedDragEvent, TargetedPointerEvent } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { AttachmentView } from "../../../shared/protocol/index.ts";
import { takesDraggedFiles } from "../../platform/index.ts";
import { type DragNews, DragOut, mayBeDragged } from "./drag-out.ts";

interface DragHandle {
  /** What the element that is dragged needs; null where this file is saved by its button alone. */
  readonly events: {
    readonly onPointerDown: (event: TargetedPointerEvent<HTMLElement>) => void;
    readonly onDragStart: (event: TargetedDragEvent<HTMLElement>) => void;
    readonly onDragEnd: () => void;
  } | null;
  readonly news: DragNews;
}

/** The popup closes when something else is clicked, and the file would go with it. */
const isPopup = (): boolean => document.documentElement.dataset.place === "popup";

/** Lets a file be dragged out of a letter into a folder, where the browser can. Saving it is the way by keys. */
export function useDragOut(attachment: AttachmentView, fetchFile: () => Promise<{ readonly blob: Blob }>): DragHandle {
  const [news, tell] = useState<DragNews>({ kind: "quiet" });
  const latest = useRef(fetchFile);
  latest.current = fetchFile;
  const { name } = attachment;
  const file = useMemo(() => new DragOut({ name, fetchFile: () => latest.current(), tell }), [name]);
  useEffect(() => () => file.close(), [file]);
  if (!takesDraggedFiles() || isPopup() || !mayBeDragged(attachment)) return { events: null, news };
  return {
    news,
    events: {
      onPointerDown: (event) => {
        // A finger scrolls; it presses long before it drags.
        if (event.isPrimary && event.button === 0 && event.pointerType !== "touch") file.press();
      },
      onDragStart: (event) => {
        const carried = event.dataTransfer === null ? null : file.begin();
        if (carried === null) return event.preventDefault();
        event.dataTransfer?.setData("DownloadURL", carried);
        if (event.dataTransfer !== null) event.dataTransfer.effectAllowed = "copy";
      },
      onDragEnd: () => file.end(),
    },
  };
}
