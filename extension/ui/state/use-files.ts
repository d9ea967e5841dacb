import { useEffect, useMemo, useState } from "preact/hooks";
import type { RoomId } from "../../../shared/base/index.ts";
import type { DraftFileView, PanelParams } from "../../../shared/protocol/index.ts";
import type { Panel } from "../panel.ts";
import { useUi } from "./context.ts";
import { FileKeeper } from "./file-keeper.ts";
import type { ChosenFile } from "./files.ts";

export interface FilesHandle {
  readonly files: readonly ChosenFile[];
  readonly add: (files: Iterable<File>) => void;
  readonly remove: (id: string) => void;
  readonly retry: (id: string) => void;
  /** See `FileKeeper`. */
  readonly settle: () => Promise<boolean>;
  readonly end: () => Promise<void>;
}

type Offered = PanelParams<"drafts.attach">["file"];

/** Offers a file to the host; its bytes follow when the host asks for them. */
function offer(panel: Panel, file: File): Offered {
  const transfer = crypto.randomUUID();
  panel.offerFile(transfer, file);
  return {
    transfer,
    name: file.name.slice(0, 255).toWellFormed(),
    type: (file.type === "" ? "application/octet-stream" : file.type).slice(0, 127),
    sizeBytes: file.size,
  };
}

const asChosen = ({ there, ...file }: DraftFileView): ChosenFile => ({
  ...file,
  state: { kind: there ? "saved" : "missing" },
});

// A file of 200 MB on a slow disk; the host tells how far it is meanwhile.
const attachTimeoutMs = 600_000;

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

interface Draft {
  readonly draftId: string;
  readonly thread: RoomId | null;
  readonly files: readonly DraftFileView[];
}

/**
 * The files of a draft, stored with it as they are chosen. `keep` stores its words first: a draft that began with a file alone
 * would be one without what the page proposed.
 */
export function useFiles({ draftId, thread, files: start }: Draft, keep: () => Promise<void>): FilesHandle {
  const { panel } = useUi();
  const [files, tell] = useState<readonly ChosenFile[]>(() => start.map(asChosen));
  const keeper = useMemo(
    () =>
      new FileKeeper(
        {
          store: async (id, file) => {
            const timeoutMs = attachTimeoutMs;
            await keep();
            await panel.call("drafts.attach", { draftId, thread, id, file: offer(panel, file) }, { timeoutMs });
          },
          drop: async (id) => void (await panel.call("drafts.detach", { draftId, id })),
          pause: (tries) => wait(500 * tries),
          tell,
        },
        start.map(asChosen),
      ),
    [panel, draftId],
  );
  useEffect(
    () =>
      panel.on((event) => {
        if (event.kind === "progress" && event.of === "attach") keeper.progressed(event.step, event.done);
        if (event.kind !== "draft" || event.draftId !== draftId || event.ended) return;
        const read = panel
          .call("drafts.list", {})
          .then(({ drafts }) => drafts.find((each) => each.draftId === draftId));
        // What cannot be read now is read with the next change.
        void read.then((draft) => draft && keeper.follow(draft.files.map(asChosen))).catch(() => undefined);
      }),
    [panel, keeper],
  );
  return {
    files,
    add: (more) => keeper.add(more),
    remove: (id) => keeper.remove(id),
    retry: (id) => keeper.retry(id),
    settle: () => keeper.settle(),
    end: () => keeper.end(),
  };
}
