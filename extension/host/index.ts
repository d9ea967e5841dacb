import { systemClock, systemRandom } from "../../shared/base/index.ts";
import { sha256 } from "../../shared/crypto/index.ts";
import { openHostDesk } from "../platform/index.ts";
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
    const { vault, mailbox, consent, onCourierEvent } = host;
    const backend = createPortalBackend({ vault, mailbox, onCourierEvent, now: systemClock.now });
    const staging = createPortalStaging(mailbox);
    return { host, router: createPortalRouter({ backend, consent, staging, vault, random: systemRandom, sha256 }) };
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
        ({ router }) => router.accept(line, caller),
        () => line.close(),
      ),
  });
}
