import { FederpostError } from "../../shared/base/index.ts";
import { panelFailure, serve } from "../../shared/rpc/index.ts";
import { openHostDesk } from "../platform/index.ts";
import { acceptPorts } from "./ports.ts";

/**
 * host: composition root of the extension. Runs in Chromium's offscreen document or Firefox's event page, puts courier,
 * engine, vault and consent together and answers our pages and portals. The only context that holds keys.
 */

/** Starts the engine host. Synchronous up to the point where every listener is registered. */
export function startHost(): void {
  openHostDesk().listen(() => {});
  acceptPorts({
    onPanel: (line) =>
      void serve(line, {
        parse: () => ({ kind: "call", call: null }),
        handle: async () => {
          throw new FederpostError("no_account", "this build has no mailbox in it yet");
        },
        toFailure: panelFailure,
      }),
    onPortal: (line) => line.close(),
  });
}
