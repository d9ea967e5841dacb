import type { GrantView, PortalView } from "../../../shared/protocol/index.ts";

/** One page's origin with all that is known about it. */
export interface ConnectedPage {
  readonly origin: string;
  /** How it came to be connected; null for a grant whose page is no longer connected. */
  readonly source: PortalView["source"] | null;
  readonly grant: GrantView | null;
}

/** Connected pages and grants by origin, in the order of their host names. */
export function connectedPages(portals: readonly PortalView[], grants: readonly GrantView[]): readonly ConnectedPage[] {
  const origins = new Set([...portals, ...grants].map(({ origin }) => origin));
  return [...origins].sort().map((origin) => ({
    origin,
    source: portals.find((portal) => portal.origin === origin)?.source ?? null,
    grant: grants.find((grant) => grant.origin === origin) ?? null,
  }));
}
