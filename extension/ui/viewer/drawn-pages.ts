/** A page of paper on the screen takes some megabytes; who reads a long document does not need the pages far behind. */
export const mostDrawn = 20;

/** Which pages of a document are drawn, those that were in sight last at the end. */
export interface DrawnPages {
  /** A page is in sight; `clear` takes its picture away when others have come in its place. */
  readonly inSight: (number: number, clear: () => void) => void;
}

export function createDrawnPages(most = mostDrawn): DrawnPages {
  const drawn = new Map<number, () => void>();
  return {
    inSight: (number, clear) => {
      drawn.delete(number);
      drawn.set(number, clear);
      const [oldest] = drawn;
      if (drawn.size <= most || oldest === undefined) return;
      drawn.delete(oldest[0]);
      oldest[1]();
    },
  };
}
