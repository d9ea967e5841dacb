/** Whether what was typed is safe with the host. */
export type SaveState = "unchanged" | "pending" | "saved" | "failed";

interface AutosaveParts<T> {
  /** Stores the newest value; at most one call at a time. */
  readonly save: (value: T) => Promise<void>;
  /** Runs the work later and returns what calls it off. */
  readonly later: (work: () => void) => () => void;
  readonly tell: (state: SaveState) => void;
}

export interface Autosave<T> {
  /** Takes the newest value; it is stored soon. */
  readonly change: (value: T) => void;
  /** Stores now what is not stored yet; resolves when nothing is left to store or storing failed. */
  readonly flush: () => Promise<void>;
  /** Forgets what is not stored yet: the letter was sent or thrown away. */
  readonly cancel: () => void;
}

/**
 * Keeps a draft safe while it is typed. The newest value wins; a value is never overtaken by an older one because
 * saves run one after the other; a failed save is tried again with the next change or flush.
 */
export function createAutosave<T>({ save, later, tell }: AutosaveParts<T>): Autosave<T> {
  let unsaved: { readonly value: T } | null = null;
  let callOff: (() => void) | null = null;
  let running: Promise<void> | null = null;

  const store = async (): Promise<void> => {
    while (unsaved !== null) {
      const current: { readonly value: T } = unsaved;
      unsaved = null;
      try {
        await save(current.value);
      } catch {
        unsaved ??= current;
        tell("failed");
        return;
      }
    }
    tell("saved");
  };
  const flush = (): Promise<void> => {
    callOff?.();
    callOff = null;
    if (running === null && unsaved === null) return Promise.resolve();
    running ??= store().finally(() => {
      running = null;
    });
    return running;
  };
  return {
    change: (value) => {
      unsaved = { value };
      tell("pending");
      // Not put off by the next keystroke: who types without a pause must not lose more than one delay.
      callOff ??= later(() => void flush());
    },
    flush,
    cancel: () => {
      callOff?.();
      callOff = null;
      unsaved = null;
    },
  };
}
