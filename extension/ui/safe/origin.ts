import { parseOrigin } from "../../../shared/base/index.ts";

/** An origin in the parts that are shown; together they are the whole of it. */
export interface OriginParts {
  readonly scheme: string;
  /** What stands left of the site: anybody can put a trusted name there. */
  readonly subdomains: string;
  /** The end of the host name, which says whose page it is. */
  readonly site: string;
  readonly port: string;
  /** The host has letters outside ASCII, written as `xn--`: it may look like another name when decoded. */
  readonly encoded: boolean;
  readonly encrypted: boolean;
}

const isAddress = (host: string): boolean => host.startsWith("[") || /^[0-9.]+$/.test(host);

/**
 * Splits before the last two labels, or three under endings such as co.uk. Only for emphasis: the list of public
 * suffixes is larger than this whole program, and nothing is decided or cut by this.
 */
function splitHost(host: string): Pick<OriginParts, "subdomains" | "site"> {
  const labels = host.split(".");
  const twoPart = labels.length > 2 && (labels.at(-1)?.length ?? 0) === 2 && (labels.at(-2)?.length ?? 0) <= 3;
  const from = isAddress(host) ? 0 : Math.max(0, labels.length - (twoPart ? 3 : 2));
  const site = labels.slice(from).join(".");
  return { site, subdomains: host.slice(0, host.length - site.length) };
}

/** Parts of an origin as the browser wrote it, or null for text that is no origin we accept. */
export function splitOrigin(text: string): OriginParts | null {
  const origin = parseOrigin(text);
  if (origin === null) return null;
  const url = new URL(origin);
  return {
    scheme: `${url.protocol}//`,
    ...splitHost(url.hostname),
    port: url.port === "" ? "" : `:${url.port}`,
    encoded: url.hostname.split(".").some((label) => label.startsWith("xn--")),
    encrypted: url.protocol === "https:",
  };
}
