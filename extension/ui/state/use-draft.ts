import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { parseUserId, type RoomId, type UserId } from "../../../shared/base/index.ts";
import type { DraftView, PanelParams } from "../../../shared/protocol/index.ts";
import type { Panel } from "../panel.ts";
import { createAutosave, type SaveState } from "./autosave.ts";
import { useUi } from "./context.ts";

/** What the person types. `to` is the text of the field; the draft keeps the address that it says or that it led to. */
export interface DraftFields {
  readonly to: string;
  readonly found: UserId | null;
  readonly subject: string;
  readonly text: string;
}

export interface DraftStart {
  readonly draftId: string;
  readonly thread: RoomId | null;
  readonly fields: DraftFields;
}

export interface DraftHandle {
  readonly draftId: string;
  readonly fields: DraftFields;
  readonly saved: SaveState;
  readonly change: (part: Partial<DraftFields>) => void;
  readonly flush: () => Promise<void>;
  /** The letter went out or was thrown away: nothing more is stored. */
  readonly end: () => void;
}

// Below 300 ms a popup that closes at once loses at most the last few keystrokes; those flush on blur and hiding.
const saveDelayMs = 200;

const emptyFields: DraftFields = { to: "", found: null, subject: "", text: "" };

/** The start of a new draft. */
export const newDraft = (thread: RoomId | null): DraftStart => ({
  draftId: crypto.randomUUID(),
  thread,
  fields: emptyFields,
});

/** The start of a draft that goes on. */
export const resumeDraft = (draft: DraftView): DraftStart => ({
  draftId: draft.draftId,
  thread: draft.thread,
  fields: { to: draft.to ?? "", found: draft.to, subject: draft.subject, text: draft.text },
});

const toDraft = ({ draftId, thread }: DraftStart, fields: DraftFields): PanelParams<"drafts.save"> => ({
  draftId,
  thread,
  to: parseUserId(fields.to.trim()) ?? fields.found,
  subject: fields.subject,
  text: fields.text,
});

/** An emptied draft is no draft: it is thrown away instead of being listed without content. */
async function store(panel: Panel, draft: PanelParams<"drafts.save">): Promise<void> {
  const empty = draft.to === null && draft.text === "" && (draft.subject === "" || draft.thread !== null);
  if (empty) await panel.call("drafts.discard", { draftId: draft.draftId });
  else await panel.call("drafts.save", draft);
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

/** A draft that is kept with the host at every keystroke. */
export function useDraft(start: DraftStart): DraftHandle {
  const { panel } = useUi();
  const [fields, setFields] = useState(start.fields);
  const [saved, tell] = useState<SaveState>("unchanged");
  const newest = useRef(start.fields);
  const autosave = useMemo(
    () =>
      createAutosave<DraftFields>({
        save: (value) => store(panel, toDraft(start, value)),
        later: (work) => {
          const timer = setTimeout(work, saveDelayMs);
          return () => clearTimeout(timer);
        },
        tell,
      }),
    [panel, start.draftId],
  );
  useFlushOnLeave(autosave.flush);
  const change = (part: Partial<DraftFields>) => {
    newest.current = { ...newest.current, ...part };
    setFields(newest.current);
    autosave.change(newest.current);
  };
  return { draftId: start.draftId, fields, saved, change, flush: autosave.flush, end: autosave.cancel };
}
