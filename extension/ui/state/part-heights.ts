import { partSize, usualRowHeight } from "./first-list.ts";

/** How many threads a part has. */
export const sizeOfPart = (part: number, total: number): number =>
  Math.max(0, Math.min(partSize, total - part * partSize));

/** A piece of the list: a part that is drawn, or all parts between two of them, up to `to`. */
export type Stretch =
  | { readonly kind: "part"; readonly part: number }
  | { readonly kind: "gap"; readonly from: number; readonly to: number; readonly height: number };

/** Where a part lies on the screen. */
export interface Place {
  readonly top: number;
  readonly bottom: number;
}

/** How high the parts of a list are, in pixels: as they were drawn last, or about as those that were. */
export class PartHeights {
  readonly #known = new Map<number, { readonly height: number; readonly rows: number }>();
  #height = 0;
  #rows = 0;

  /** A list that is not shown has no height: what was known of it stays. */
  note(part: number, height: number, rows: number): void {
    if (height === 0) return;
    const before = this.#known.get(part);
    this.#known.set(part, { height, rows });
    this.#height += height - (before?.height ?? 0);
    this.#rows += rows - (before?.rows ?? 0);
  }

  of(part: number, total: number): number {
    const rowHeight = this.#rows === 0 ? usualRowHeight : this.#height / this.#rows;
    return this.#known.get(part)?.height ?? rowHeight * sizeOfPart(part, total);
  }

  /** The whole list from top to end, of which these parts are drawn. */
  stretches(drawn: Iterable<number>, total: number): Stretch[] {
    const count = Math.ceil(total / partSize);
    const stretches: Stretch[] = [];
    let next = 0;
    const gapTo = (to: number): void => {
      if (to > next) stretches.push({ kind: "gap", from: next, to, height: this.#between(next, to, total) });
    };
    for (const part of [...drawn].filter((each) => each < count).sort((a, b) => a - b)) {
      gapTo(part);
      stretches.push({ kind: "part", part });
      next = part + 1;
    }
    gapTo(count);
    return stretches;
  }

  /** Where each part lies, by where the stretches do. */
  places(stretches: readonly Stretch[], drawn: readonly Place[], total: number): Place[] {
    return stretches.flatMap((stretch, at) => {
      const place = drawn[at] ?? { top: 0, bottom: 0 };
      if (stretch.kind === "part") return [place];
      // More may be known of heights than when the gap was drawn.
      const stretched = (place.bottom - place.top) / this.#between(stretch.from, stretch.to, total);
      let { top } = place;
      return Array.from({ length: stretch.to - stretch.from }, (_, each) => {
        const here = { top, bottom: top + this.of(stretch.from + each, total) * stretched };
        top = here.bottom;
        return here;
      });
    });
  }

  #between(from: number, to: number, total: number): number {
    let height = 0;
    for (let part = from; part < to; part++) height += this.of(part, total);
    return height;
  }
}
