import type { UserId } from "../../../shared/base/index.ts";
import type { AskingView, DraftWords, FillingView } from "../../../shared/protocol/index.ts";
import { type Autosave, createAutosave, type SaveState } from "./autosave.ts";
import { mergeText } from "./merge-text.ts";

/** What the person types. `to` is the text of the field; the draft keeps the address that it says or that it led to. */
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

export const nothingAsked: AskingView = { acknowledgeBy: "", adding: "nothing", own: null, demands: null };

/** What is not typed as a text: where two changed it, the one that stores last has the word. */
const chosen = ["format", "asking", "filling", "showPerson"] as const;

const sameChoice = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A draft as the host has it; `revision` null: it has none. */
export interface KnownDraft {
  readonly fields: DraftFields;
  readonly revision: number | null;
}

type Stored =
  | { readonly kind: "stored"; readonly revision: number | null }
  | { readonly kind: "overtaken"; readonly by: KnownDraft };

interface SyncParts {
  readonly start: KnownDraft;
  /** Stores the fields where the host still has the revision. */
  readonly store: (fields: DraftFields, basedOn: number | null) => Promise<Stored>;
  readonly read: () => Promise<KnownDraft>;
  /** The address that the host keeps for these fields. */
  readonly addressOf: (fields: DraftFields) => string | null;
  readonly later: (work: () => void) => () => void;
  readonly tell: (state: SaveState) => void;
  readonly show: (fields: DraftFields) => void;
  /** The letter was sent or thrown away in another window, and nothing is left here. */
  readonly ended: () => void;
}

export interface DraftSync extends Pick<Autosave<DraftFields>, "flush" | "cancel"> {
  readonly change: (part: Partial<DraftFields>) => void;
  /** The host says that the draft was stored or removed, by whomever. */
  readonly heard: (event: { readonly ended: boolean }) => Promise<void>;
}

// Two windows cannot overtake each other for ever: a person types in one of them.
const mostRounds = 50;

/**
 * Keeps the same draft in step among windows. What each stores names the revision that it started from; who was overtaken
 * brings both texts together and stores again, so that nothing that was typed is lost.
 */
export function createDraftSync(parts: SyncParts): DraftSync {
  let known = parts.start;
  let mine = parts.start.fields;
  let tried: DraftFields | null = null;
  let over = false;
  const inTurn = createTurns();
  const same = (a: DraftFields, b: DraftFields): boolean => isSame(a, b, parts.addressOf);
  const take = (theirs: KnownDraft): void => {
    // Gone while something was typed here: that goes on as a draft of its own.
    if (theirs.revision === null && !same(mine, known.fields)) {
      known = theirs;
      return;
    }
    // Our own text, whose answer never came.
    const base = tried !== null && same(tried, theirs.fields) ? theirs.fields : known.fields;
    mine = merged({ base, mine, theirs: theirs.fields }, parts.addressOf);
    known = { ...theirs, fields: { ...theirs.fields, ...addressPart(mine, theirs.fields, parts.addressOf) } };
    tried = null;
    parts.show(mine);
  };
  const store = async (): Promise<void> => {
    for (let round = 0; round < mostRounds && !over; round++) {
      const fields = mine;
      tried = fields;
      const answer = await parts.store(fields, known.revision);
      if (answer.kind === "stored") {
        known = { fields, revision: answer.revision };
        tried = null;
        return;
      }
      take(answer.by);
      if (same(mine, known.fields)) return;
    }
  };
  const autosave = createAutosave<DraftFields>({ save: () => inTurn(store), later: parts.later, tell: parts.tell });
  return {
    flush: autosave.flush,
    cancel: () => {
      over = true;
      autosave.cancel();
    },
    change: (part) => {
      over = false;
      mine = { ...mine, ...part };
      parts.show(mine);
      autosave.change(mine);
    },
    heard: ({ ended }) =>
      inTurn(async () => {
        if (over) return;
        const theirs = await parts.read();
        if (over || theirs.revision === known.revision) return;
        if (ended && theirs.revision === null && same(mine, known.fields)) {
          over = true;
          return parts.ended();
        }
        take(theirs);
        if (!same(mine, theirs.fields)) autosave.change(mine);
      }),
  };
}

const isSame = (a: DraftFields, b: DraftFields, addressOf: SyncParts["addressOf"]): boolean =>
  a.subject === b.subject &&
  a.text === b.text &&
  addressOf(a) === addressOf(b) &&
  chosen.every((field) => sameChoice(a[field], b[field]));

/** Does one thing after the other: what was read must not be older than what was just stored. */
function createTurns() {
  let turn: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work);
    turn = next.catch(() => undefined);
    return next;
  };
}

/** The field of the recipient as the person left it, where the host keeps the same address for both. */
function addressPart(mine: DraftFields, theirs: DraftFields, addressOf: SyncParts["addressOf"]): Partial<DraftFields> {
  return addressOf(mine) === addressOf(theirs) ? { to: mine.to, found: mine.found } : {};
}

function merged(
  { base, mine, theirs }: { readonly base: DraftFields; readonly mine: DraftFields; readonly theirs: DraftFields },
  addressOf: SyncParts["addressOf"],
): DraftFields {
  const { to, found } = addressOf(theirs) === addressOf(base) ? mine : theirs;
  const changedBy = chosen.find((field) => !sameChoice(mine[field], base[field])) === undefined ? theirs : mine;
  const { format, asking, filling, showPerson } = changedBy;
  return {
    ...{ format, asking, filling, showPerson },
    to,
    found,
    subject: mergeText(base.subject, mine.subject, theirs.subject),
    text: mergeText(base.text, mine.text, theirs.text),
  };
}
