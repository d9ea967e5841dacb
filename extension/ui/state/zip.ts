import type { ZipDeflate } from "fflate";
import { safeFileName } from "../../../shared/letter/index.ts";

function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? `${name.slice(0, dot)} (${number})${name.slice(dot)}` : `${name} (${number})`;
}

/** Names for files of one folder: safe, and distinct on systems that do not tell capitals from small letters. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const safe = safeFileName(name);
    let free = safe;
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = numbered(safe, number);
    taken.add(free.toLowerCase());
    return free;
  });
}

async function pour(blob: Blob, entry: ZipDeflate): Promise<void> {
  const reader = blob.stream().getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) entry.push(next.value);
  entry.push(new Uint8Array(0), true);
}

/**
 * One ZIP file of all files, fetched one after the other in the order of their names. What is packed goes to Blobs at
 * once, so that the page's own memory holds one piece of one file. When a file cannot be fetched it throws what
 * `fetchFile` throws, and there is no half archive.
 */
export async function zipFiles(names: readonly string[], fetchFile: (index: number) => Promise<Blob>): Promise<Blob> {
  // Loaded when it is needed: it fills its tables when it is loaded, which each page would wait for.
  const fflate = await import("fflate");
  const pieces: Blob[] = [];
  const zip = new fflate.Zip((error, piece) => {
    if (error !== null) throw error;
    pieces.push(new Blob([piece.slice()]));
  });
  for (const [index, name] of distinctNames(names).entries()) {
    const blob = await fetchFile(index);
    // Deflated even where it gains little: some programs refuse stored entries whose size stands behind them.
    const entry = new fflate.ZipDeflate(name, { level: 1 });
    zip.add(entry);
    await pour(blob, entry);
  }
  zip.end();
  return new Blob(pieces, { type: "application/zip" });
}
