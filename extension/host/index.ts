import { type Origin, systemClock, systemRandom } from "../../shared/base/index.ts";
import { sha256 } from "../../shared/crypto/index.ts";
import { type ConnectedPortal, type Desk, openHostDesk } from "../platform/index.ts";
import { openEngineHost } from "./engine-host.ts";
import { createPortalBackend, createPortalStaging } from "./portal-mailbox.ts";
import { createPortalRouter } from "./portal-router.ts";
import { acceptPorts } from "./ports.ts";

/**
 * host: composition root of the extension. Runs in Chromium's offscreen document or Firefox's event page, puts courier,
 * engine, vault and consent together and answers our pages and portals. The only context that holds keys.
 */

/** Starts the engine host. Synchronous up to the point where every listener is registered; who calls early waits. */
export function startHost(): void {
  const { desk, listen } = openHostDesk();
  const opening = openEngineHost(desk).then((host) => {
    const { vault, log, mailbox, consent, onCourierEvent, onDisconnected } = host;
    const backend = createPortalBackend({ vault, mailbox, onCourierEvent, now: systemClock.now, desk });
    const staging = createPortalStaging(mailbox);
    const router = createPortalRouter({ backend, consent, staging, log, vault, random: systemRandom, sha256 });
    onDisconnected(router.dropOrigin);
    return { host, router };
  });
  listen((event) => void opening.then(({ host }) => host.handle(event)));
  acceptPorts({
    onPanel: (line) =>
      void opening.then(
        ({ host }) => host.servePanel(line),
        () => line.close(),
      ),
    onPortal: (line, caller) =>
      void opening.then(
        // Firefox lets our scripts into every port of a host: which origin is connected is checked here.
        async ({ router }) => ((await isConnected(desk, caller.origin)) ? router.accept(line, caller) : line.close()),
        () => line.close(),
      ),
  });
}

/** Whether the person or a development build let our scripts into this very origin. Unknown counts as no: the page asks again. */
async function isConnected(desk: Desk, origin: Origin): Promise<boolean> {
  const portals = await desk.listPortals({}).catch(() => []);
  return portals.some((portal) => portal.origin === origin || matchesHost(portal, origin));
}

// A development build names loopback hosts as patterns, without a port.
function matchesHost(portal: ConnectedPortal, origin: Origin): boolean {
  const pattern = portal.origin.replace(/:\*$/, "");
  if (portal.source !== "development" || !URL.canParse(pattern)) return false;
  const [wanted, given] = [new URL(pattern), new URL(origin)];
  return wanted.protocol === given.protocol && wanted.hostname === given.hostname;
}
