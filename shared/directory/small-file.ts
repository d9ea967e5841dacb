import { FederpostError } from "../base/index.ts";

export type Fetch = typeof globalThis.fetch;

/** Longest file of a domain, in characters. */
const longestText = 32_768;

/**
 * The text at an address, or null when there is none of a fitting size (`longest`, in characters). Follows no redirect: the host that was named
 * must answer itself. @throws FederpostError `offline`
 */
export async function fetchSmallFile(
  url: string,
  access: { readonly fetch: Fetch; readonly signal: AbortSignal; readonly longest?: number },
): Promise<string | null> {
  const answer = await access
    .fetch(url, {
      signal: access.signal,
      credentials: "omit",
      redirect: "error",
      cache: "no-store",
      referrerPolicy: "no-referrer",
    })
    .catch(() => {
      throw new FederpostError("offline", "The server that was asked cannot be reached.");
    });
  if (!answer.ok || answer.body === null) return null;
  const chunks: string[] = [];
  let length = 0;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length;
    if (length > (access.longest ?? longestText)) {
      await reader.cancel();
      return null;
    }
    chunks.push(read.value);
  }
  return chunks.join("");
}
