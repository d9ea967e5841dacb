/** Reads QR codes out of what a camera or a file shows. What does so is loaded when somebody shows one. */

const longestSide = 1200;

/** The text of the QR code in a picture, or null where none can be read. */
export async function readPicture(
  picture: CanvasImageSource,
  size: { readonly width: number; readonly height: number },
): Promise<string | null> {
  const { default: decodeQR } = await import("qr/decode.js");
  const scale = Math.min(1, longestSide / Math.max(size.width, size.height, 1));
  const [width, height] = [Math.round(size.width * scale), Math.round(size.height * scale)];
  if (width === 0 || height === 0) return null;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return null;
  context.drawImage(picture, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  try {
    return decodeQR({ width, height, data });
  } catch {
    // The library throws when it finds no code.
    return null;
  }
}

/** The text of the QR code in an image file, or null where none can be read. */
export async function readImageFile(file: Blob): Promise<string | null> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return null;
  try {
    return await readPicture(bitmap, bitmap);
  } finally {
    bitmap.close();
  }
}
