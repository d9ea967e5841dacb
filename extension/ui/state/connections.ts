import type { GrantView, PortalView } from "../../../shared/protocol/index.ts";

/** One page's origin with all that is known about it. */
export interface ConnectedPage {
  readonly origin: string;
  /** How it came to be connected; null for a grant whose page is no longer connected. */
  readonly source: PortalView["source"] | null;
  readonly grant: GrantView | null;
}

const sameHost = (a: string, b: string): boolean =>
  URL.canParse(a) && URL.canParse(b) && new URL(a).hostname === new URL(b).hostname;

/** How an origin is connected, or null. Test versions connect a whole host with all its ports. */
export function sourceOf(origin: string, portals: readonly PortalView[]): PortalView["source"] | null {
  const own = portals.find((portal) => portal.origin === origin);
  const around = portals.find((portal) => portal.source === "development" && sameHost(portal.origin, origin));
  return own?.source ?? around?.source ?? null;
}

/** Connected pages and grants by origin, in the order of their addresses. */
export function connectedPages(portals: readonly PortalView[], grants: readonly GrantView[]): readonly ConnectedPage[] {
  const origins = new Set([...portals, ...grants].map(({ origin }) => origin));
  return [...origins].sort().map((origin) => ({
    origin,
    source: sourceOf(origin, portals),
    grant: grants.find((grant) => grant.origin === origin) ?? null,
  }));
}
