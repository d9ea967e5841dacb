/** Parameters of a call with the page's files taken out; null where the method carries none. */
export interface WithAttachments {
  readonly params: object;
  readonly attachments: readonly File[] | null;
}

const mostFiles = 1000;

/**
 * Takes the File objects out of a call's parameters. Null when the parameters are no object, or the attachments of a letter
 * are anything but an array of files.
 */
export function parseAttached(method: string, params: unknown): WithAttachments | null {
  if (typeof params !== "object" || params === null || Array.isArray(params)) return null;
  if (method !== "letter.send") return { params, attachments: null };
  const { attachments, ...rest } = params as Record<string, unknown>;
  if (!Array.isArray(attachments) || attachments.length > mostFiles) return null;
  return attachments.every((file) => file instanceof File) ? { params: rest, attachments } : null;
}
