import { type Drawing, type DrawingProblem, type DrawnFile, shrinkTo, whenEnded } from "./drawing.ts";

/** Opens a picture; of one that moves, the first. */
export async function openPicture({ bytes, type }: DrawnFile, signal: AbortSignal): Promise<Drawing | DrawingProblem> {
  const picture = await createImageBitmap(new Blob([bytes], { type })).catch(() => null);
  if (picture === null) return "broken";
  whenEnded(signal, () => picture.close());
  const shrink = shrinkTo(picture.width, picture.height);
  return {
    pages: 1,
    draw: () =>
      createImageBitmap(picture, {
        resizeWidth: Math.max(1, Math.floor(picture.width * shrink)),
        resizeHeight: Math.max(1, Math.floor(picture.height * shrink)),
        resizeQuality: "high",
      }),
  };
}
