import type { Origin } from "../../shared/base/index.ts";
import { type ConnectedPortal, type Desk, openHostDesk } from "../platform/index.ts";
import { Keeper } from "./keeper.ts";
import { allowsPortal } from "./policy.ts";
import { acceptPorts } from "./ports.ts";

/**
 * host: composition root of the extension. Runs in Chromium's offscreen document or Firefox's event page, puts courier,
 * engine, vault and consent together and answers our pages and portals. The only context that holds keys.
 */

/** Starts the engine host. Synchronous up to the point where every listener is registered; who calls early waits. */
export function startHost(): void {
  const { desk, listen } = openHostDesk();
  const keeper = new Keeper(desk);
  // Where the mailbox does not open there is nothing to handle; pages are told why.
  const ignore = () => undefined;
  listen((event) => void keeper.running.then(({ host }) => host.handle(event), ignore));
  acceptPorts({
    onPanel: (line) => keeper.servePanel(line),
    onPortal: (line, caller) => {
      keeper.keep(line);
      void keeper.running.then(
        // Firefox lets our scripts into every port of a host: which origin is connected is checked here.
        async ({ host, router }) => {
          const isServed = async () => {
            await host.ready;
            // The policy last: one that changes while the browser is asked must count.
            return (await isConnected(desk, caller.origin)) && allowsPortal(host.vault, caller.origin);
          };
          return (await isServed().catch(() => false)) ? router.accept(line, caller) : line.close();
        },
        () => line.close(),
      );
    },
    onSealed: (line, frame) => {
      keeper.keep(line);
      void keeper.running.then(
        ({ router }) => router.acceptSealed(line, frame),
        () => line.close(),
      );
    },
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
