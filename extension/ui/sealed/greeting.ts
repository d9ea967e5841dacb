import { sealedGreeting } from "../../../shared/protocol/index.ts";

/**
 * The port of whoever put the frame there. Only the first counts, and only from the page around it. It greets once, when the frame's
 * script has run: whoever listens later hears nothing.
 */
export function greeted(): Promise<MessagePort> {
  const { promise, resolve } = Promise.withResolvers<MessagePort>();
  addEventListener("message", ({ source, data, ports: [port] }) => {
    if (source === window.parent && data === sealedGreeting && port !== undefined) resolve(port);
  });
  return promise;
}
