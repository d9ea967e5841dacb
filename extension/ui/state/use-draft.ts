import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { parseUserId, type RoomId, type UserId } from "../../../shared/base/index.ts";
import type { AskingView, DraftFileView, DraftView, DraftWords, FillingView } from "../../../shared/protocol/index.ts";
import { createAutosave, type SaveState } from "./autosave.ts";
import { useUi } from "./context.ts";

/** What the person writes. `to` is the text of the field; the draft keeps the address that it says or that it led to. */
export interface DraftFields {
  readonly to: string;
  readonly found: UserId | null;
  readonly subject: string;
  readonly text: string;
  /** How the text is written; null: as plain text. */
  readonly format: DraftWords["format"];
  /** What the recipient is asked for, as it stands in the fields. */
  readonly asking: AskingView;
  /** Answers to a form that are being filled in. */
  readonly filling: FillingView | null;
  readonly showPerson: boolean;
}

export interface DraftStart {
  readonly draftId: string;
  readonly thread: RoomId | null;
  readonly fields: DraftFields;
  readonly files: readonly DraftFileView[];
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

const nothingAsked: AskingView = { acknowledgeBy: "", adding: "nothing", own: null };

export const emptyFields: DraftFields = {
  to: "",
  found: null,
  subject: "",
  text: "",
  format: null,
  asking: nothingAsked,
  filling: null,
  showPerson: false,
};

/** The start of a new draft. */
export const newDraft = (thread: RoomId | null): DraftStart => ({
  draftId: crypto.randomUUID(),
  thread,
  fields: emptyFields,
  files: [],
});

/** The start of a draft that goes on. */
export const resumeDraft = ({ draftId, thread, files, ...draft }: DraftView): DraftStart => ({
  draftId,
  thread,
  files,
  fields: {
    to: draft.to ?? "",
    found: draft.to,
    subject: draft.subject,
    text: draft.text,
    format: draft.format,
    asking: draft.asking ?? nothingAsked,
    filling: draft.filling,
    showPerson: draft.showPerson,
  },
});

const asksNothing = ({ acknowledgeBy, adding }: AskingView): boolean => acknowledgeBy === "" && adding === "nothing";

const toWords = ({ draftId, thread }: DraftStart, fields: DraftFields): DraftWords => ({
  draftId,
  thread,
  to: parseUserId(fields.to.trim()) ?? fields.found,
  subject: fields.subject,
  text: fields.text,
  format: fields.format,
  asking: asksNothing(fields.asking) ? null : fields.asking,
  filling: fields.filling,
  showPerson: fields.showPerson,
});

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

/** A draft that is kept with the host at every keystroke. The host throws it away when nothing is left in it. */
export function useDraft(start: DraftStart): DraftHandle {
  const { panel } = useUi();
  const [fields, setFields] = useState(start.fields);
  const [saved, tell] = useState<SaveState>("unchanged");
  const newest = useRef(start.fields);
  const autosave = useMemo(
    () =>
      createAutosave<DraftFields>({
        save: async (value) => void (await panel.call("drafts.save", toWords(start, value))),
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
  const keep = async () => {
    await autosave.flush();
    await panel.call("drafts.save", toWords(start, newest.current));
  };
  return { draftId: start.draftId, fields, saved, change, flush: autosave.flush, keep, end: autosave.cancel };
}
