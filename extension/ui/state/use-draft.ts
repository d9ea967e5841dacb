import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { parseUserId, type RoomId, type UserId } from "../../../shared/base/index.ts";
import type { DraftFileView, DraftView, DraftWords } from "../../../shared/protocol/index.ts";
import type { Panel } from "../panel.ts";
import type { SaveState } from "./autosave.ts";
import { useUi } from "./context.ts";
import { createDraftSync, type DraftFields, type KnownDraft, nothingAsked } from "./draft-sync.ts";

export type { DraftFields } from "./draft-sync.ts";

export interface DraftStart {
  readonly draftId: string;
  readonly thread: RoomId | null;
  readonly fields: DraftFields;
  readonly files: readonly DraftFileView[];
  /** As the host counts it; null: it has no such draft yet. */
  readonly revision: number | null;
}

export interface DraftHandle {
  readonly draftId: string;
  readonly fields: DraftFields;
  readonly saved: SaveState;
  readonly change: (part: Partial<DraftFields>) => void;
  readonly flush: () => Promise<void>;
  /** Stores all of it, changed or not. @throws what the host refuses it with */
  readonly keep: () => Promise<void>;
  /** The letter went out or was thrown away: nothing more is stored. */
  readonly end: () => void;
}

// Below 300 ms a popup that closes at once loses at most the last few keystrokes; those flush on blur and hiding.
const saveDelayMs = 200;

export const emptyFields: DraftFields = {
  ...{ to: "", found: null, subject: "", text: "" },
  ...{ format: null, asking: nothingAsked, filling: null, showPerson: false },
};

/** The start of a new draft. */
export const newDraft = (thread: RoomId | null, draftId: string = crypto.randomUUID()): DraftStart => ({
  draftId,
  thread,
  fields: emptyFields,
  files: [],
  revision: null,
});

/** The same id in every window: what is answered in a thread is one draft. */
export async function answerId(thread: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`answer ${thread}`)));
  const hex = Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  // RFC 9562: version 8, variant 10.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** The start of a draft that goes on. */
export const resumeDraft = (draft: DraftView): DraftStart => ({
  draftId: draft.draftId,
  thread: draft.thread,
  fields: {
    ...{ to: draft.to ?? "", found: draft.to, subject: draft.subject, text: draft.text, format: draft.format },
    ...{ asking: draft.asking ?? nothingAsked, filling: draft.filling, showPerson: draft.showPerson },
  },
  files: draft.files,
  revision: draft.revision,
});

const addressOf = ({ to, found }: DraftFields): UserId | null => parseUserId(to.trim()) ?? found;

const knownOf = (draft: DraftView | null): KnownDraft =>
  draft === null ? { fields: emptyFields, revision: null } : resumeDraft(draft);

type Known = Pick<DraftStart, "draftId" | "thread" | "fields" | "revision">;

const wordsOf = ({ draftId, thread, fields }: Known): DraftWords => {
  const { to: _typed, found: _found, asking, ...words } = fields;
  const asks = asking.acknowledgeBy !== "" || asking.adding !== "nothing" || asking.demands !== null;
  return { ...words, draftId, thread, to: addressOf(fields), asking: asks ? asking : null };
};

/** The host throws away what is empty. */
async function store(panel: Panel, known: Known) {
  const answer = await panel.call("drafts.save", { ...wordsOf(known), basedOn: known.revision });
  return answer.kind === "stored" ? answer : { kind: answer.kind, by: knownOf(answer.by) };
}

async function read(panel: Panel, draftId: string): Promise<KnownDraft> {
  const { drafts } = await panel.call("drafts.list", {});
  return knownOf(drafts.find((draft) => draft.draftId === draftId) ?? null);
}

/** Flushes when the page is left in any way: the popup is closed by the first click beside it. */
function useFlushOnLeave(flush: () => Promise<void>): void {
  useEffect(() => {
    const leave = () => void flush();
    const left = new AbortController();
    addEventListener("blur", leave, left);
    addEventListener("pagehide", leave, left);
    document.addEventListener("visibilitychange", leave, left);
    return () => {
      left.abort();
      leave();
    };
  }, [flush]);
}

/** A draft that is kept with the host at every keystroke, and in step with other windows. `ended`: they sent it or threw it away. */
export function useDraft(start: DraftStart, ended: () => void = () => undefined): DraftHandle {
  const { panel } = useUi();
  const { draftId } = start;
  const [fields, show] = useState(start.fields);
  const [saved, tell] = useState<SaveState>("unchanged");
  const failure = useRef<unknown>(null);
  const onEnd = useRef(ended);
  onEnd.current = ended;
  const sync = useMemo(
    () =>
      createDraftSync({
        start,
        store: async (value, revision) => {
          failure.current = null;
          try {
            return await store(panel, { ...start, fields: value, revision });
          } catch (error) {
            failure.current = error;
            throw error;
          }
        },
        read: () => read(panel, draftId),
        addressOf,
        later: (work) => {
          const timer = setTimeout(work, saveDelayMs);
          return () => clearTimeout(timer);
        },
        tell,
        show,
        ended: () => onEnd.current(),
      }),
    [panel, draftId],
  );
  useFlushOnLeave(sync.flush);
  useEffect(
    () =>
      panel.on((event) => {
        // What cannot be read now is noticed at the next storing: nothing is overwritten.
        if (event.kind === "draft" && event.draftId === draftId) void sync.heard(event).catch(() => undefined);
      }),
    [panel, sync],
  );
  const keep = async () => {
    sync.change({});
    await sync.flush();
    if (failure.current !== null) throw failure.current;
  };
  return { draftId, fields, saved, change: sync.change, flush: sync.flush, keep, end: sync.cancel };
}
