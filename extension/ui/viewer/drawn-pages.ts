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

interface Page<P> {
  readonly draw: () => Promise<P>;
  readonly put: (picture: P) => void;
  readonly clear: () => void;
}

/** The picture of one page: drawn when it is asked for, not twice, and not put when others came in its place while it was drawn. */
export function createPagePicture<P extends { close(): void }>({ draw, put, clear }: Page<P>) {
  let shown: "no" | "coming" | "yes" = "no";
  const isWanted = (): boolean => shown === "coming";
  return {
    /** Rejects as `draw` does. */
    show: async (): Promise<void> => {
      if (shown !== "no") return;
      shown = "coming";
      const picture = await draw();
      if (!isWanted()) return picture.close();
      put(picture);
      shown = "yes";
    },
    takeAway: (): void => {
      if (shown === "yes") clear();
      shown = "no";
    },
  };
}
