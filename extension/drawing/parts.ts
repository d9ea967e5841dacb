/** Parts that pdf.js loads beside its code: decoders of pictures, and fonts for files that bring none. */
export type PartFolder = "wasm" | "fonts";

export type ReadPart = (folder: PartFolder, name: string) => Promise<Uint8Array<ArrayBuffer>>;

/** Whether that is the name of a part of the package, and no way to any other file. */
export const isPart = (folder: unknown, name: unknown): boolean =>
  (folder === "wasm" || folder === "fonts") && typeof name === "string" && /^[\w-]+\.(wasm|pfb|ttf)$/.test(name);

/** Reads a part of the package, which only a page of the extension's own origin can. Rejects when there is no such part. */
export const readPart = async (folder: string, name: string): Promise<Uint8Array<ArrayBuffer>> => {
  if (!isPart(folder, name)) throw new Error(`No part of the package: ${folder}/${name}`);
  const answer = await fetch(`/pdf/${folder}/${name}`);
  return new Uint8Array(await answer.arrayBuffer());
};
