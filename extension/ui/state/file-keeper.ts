import { errorCodeOf } from "../../../shared/base/index.ts";
import { type ChosenFile, type FileState, filesTooMuch } from "./files.ts";

/** What a file keeper does with a file outside of itself. */
interface KeeperParts {
  /** Stores a file with the draft under its id. Stored twice it is there once. */
  readonly store: (id: string, file: File) => Promise<void>;
  readonly drop: (id: string) => Promise<void>;
  /** Waits a moment before another try. */
  readonly pause: (tries: number) => Promise<void>;
  readonly tell: (files: readonly ChosenFile[]) => void;
}

const mostTries = 4;

/**
 * Stores the files of a draft one after the other, as soon as they are chosen. A host that dies meanwhile is asked again. Files
 * that are too much for a letter wait until others are taken away.
 */
export class FileKeeper {
  readonly #parts: KeeperParts;
  readonly #sources = new Map<string, File>();
  /** Taken out here: what the host says meanwhile does not bring them back. */
  readonly #removed = new Set<string>();
  #list: readonly ChosenFile[];
  #running: Promise<void> | null = null;
  #ended = false;

  constructor(parts: KeeperParts, start: readonly ChosenFile[]) {
    this.#parts = parts;
    this.#list = start;
  }

  add(files: Iterable<File>): void {
    const added = [...files].map((file): ChosenFile => {
      const id = crypto.randomUUID();
      this.#sources.set(id, file);
      const { name, type, size } = file;
      return { id, name, type, sizeBytes: size, state: { kind: "waiting" } };
    });
    this.#become([...this.#list, ...added]);
    this.#run();
  }

  remove(id: string): void {
    const chosen = this.#list.find((each) => each.id === id);
    this.#sources.delete(id);
    this.#removed.add(id);
    this.#become(this.#list.filter((each) => each.id !== id));
    if (chosen?.state.kind === "saved" || chosen?.state.kind === "missing") void this.#drop(id);
    this.#run();
  }

  /** Tries again what failed. */
  retry(id: string): void {
    this.#mark(id, { kind: "waiting" });
    this.#run();
  }

  /** The host tells how much of a file it has. */
  progressed(id: string, doneBytes: number): void {
    if (this.#list.some((each) => each.id === id && each.state.kind === "saving"))
      this.#mark(id, { kind: "saving", doneBytes });
  }

  /** What lies with the draft now, by whatever window: others' files come in, and those that they took out go. */
  follow(stored: readonly ChosenFile[]): void {
    const there = new Set(stored.map(({ id }) => id));
    const own = new Set(this.#list.map(({ id }) => id));
    const kept = this.#list.filter(({ id, state }) => state.kind !== "saved" || there.has(id));
    const come = stored.filter(({ id }) => !own.has(id) && !this.#removed.has(id));
    if (come.length > 0 || kept.length < this.#list.length) this.#become([...kept, ...come]);
  }

  /** Resolves when nothing is being stored any more: whether all files lie with the draft. */
  async settle(): Promise<boolean> {
    this.#run();
    await this.#idle();
    return this.#list.every(({ state }) => state.kind === "saved");
  }

  /** Stores nothing more: the draft is sent or thrown away. Resolves when what was under way has ended. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#idle();
  }

  #become(list: readonly ChosenFile[]): void {
    this.#list = list;
    this.#parts.tell(list);
  }

  #mark(id: string, state: FileState): void {
    this.#become(this.#list.map((chosen) => (chosen.id === id ? { ...chosen, state } : chosen)));
  }

  #next(): ChosenFile | undefined {
    if (this.#ended) return undefined;
    const kept = this.#list.filter(({ state }) => state.kind === "saved");
    return this.#list.find((chosen) => chosen.state.kind === "waiting" && filesTooMuch([...kept, chosen]) === null);
  }

  #run(): void {
    this.#running ??= this.#work().finally(() => {
      this.#running = null;
    });
  }

  async #idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #work(): Promise<void> {
    for (let chosen = this.#next(); chosen !== undefined; chosen = this.#next()) {
      const file = this.#sources.get(chosen.id);
      if (file === undefined) this.#mark(chosen.id, { kind: "missing" });
      else await this.#store(chosen.id, file);
    }
  }

  async #store(id: string, file: File): Promise<void> {
    this.#mark(id, { kind: "saving", doneBytes: 0 });
    try {
      await this.#storeOrTryAgain(id, file);
    } catch (error) {
      return this.#mark(id, { kind: "failed", code: errorCodeOf(error) });
    }
    // Taken away while it was stored.
    if (this.#list.some((each) => each.id === id)) this.#mark(id, { kind: "saved" });
    else await this.#drop(id);
  }

  async #storeOrTryAgain(id: string, file: File): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#parts.store(id, file);
      } catch (error) {
        if (errorCodeOf(error) !== "disconnected" || tries >= mostTries || this.#ended) throw error;
        await this.#parts.pause(tries);
      }
    }
  }

  /** What cannot be taken out now goes with the draft. */
  #drop(id: string): Promise<void> {
    return this.#parts.drop(id).catch(() => undefined);
  }
}
