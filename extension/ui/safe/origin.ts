import { parseOrigin } from "../../../shared/base/index.ts";

/** An origin in the parts that are shown; together they are the whole of it. */
export interface OriginParts {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
  /** The host has letters outside ASCII, written as `xn--`: it may look like another name when decoded. */
  readonly encoded: boolean;
  readonly encrypted: boolean;
}

/** Parts of an origin as the browser wrote it, or null for text that is no origin we accept. */
export function splitOrigin(text: string): OriginParts | null {
  const origin = parseOrigin(text);
  if (origin === null) return null;
  const url = new URL(origin);
  return {
    scheme: `${url.protocol}//`,
    host: url.hostname,
    port: url.port === "" ? "" : `:${url.port}`,
    encoded: url.hostname.split(".").some((label) => label.startsWith("xn--")),
    encrypted: url.protocol === "https:",
  };
}
