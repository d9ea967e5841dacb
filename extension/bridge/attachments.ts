import { fileParameterOf } from "../../shared/protocol/index.ts";

/** The page's files in a call, and the parameter that held them. */
interface Files {
  readonly parameter: string;
  readonly files: readonly File[];
}

/** Parameters of a call with the page's files taken out; null where the method carries none. */
export interface WithFiles {
  readonly params: object;
  readonly attached: Files | null;
}

const mostFiles = 1000;

/**
 * Takes the File objects out of a call's parameters. Null when the parameters are no object, or what should be files is
 * anything but an array of files.
 */
export function parseAttached(method: string, params: unknown): WithFiles | null {
  if (typeof params !== "object" || params === null || Array.isArray(params)) return null;
  const parameter = fileParameterOf(method);
  if (parameter === null) return { params, attached: null };
  const { [parameter]: files, ...rest } = params as Record<string, unknown>;
  if (!Array.isArray(files) || files.length > mostFiles) return null;
  return files.every((file) => file instanceof File) ? { params: rest, attached: { parameter, files } } : null;
}
