import { announceEvent, requestEvent, wireVersion } from "../../shared/protocol/index.ts";
import { lineMessage } from "./names.ts";

/**
 * Everything the MAIN half will ever use of the page's realm, taken before any script of the page has run: what the page
 * does to its prototypes and globals afterwards does not reach this code. Spread and iteration are avoided for the same
 * reason, since they look up `Symbol.iterator` when they run.
 */
function captureIntrinsics() {
  const { apply, getOwnPropertyDescriptor } = Reflect;
  const getter = (prototype: object, name: string) => {
    const get = getOwnPropertyDescriptor(prototype, name)?.get;
    return (self: object): unknown => (get === undefined ? undefined : apply(get, self, []));
  };
  const { addEventListener, dispatchEvent } = EventTarget.prototype;
  const { stopImmediatePropagation } = Event.prototype;
  const { postMessage, start } = MessagePort.prototype;
  const { iterator } = Symbol;
  return {
    listen: (target: EventTarget, type: string, listener: (event: never) => void) =>
      apply(addEventListener, target, [type, listener, true]),
    dispatch: (target: EventTarget, event: Event) => apply(dispatchEvent, target, [event]),
    stop: (event: Event) => apply(stopImmediatePropagation, event, []),
    hand: (to: MessagePort, port: unknown) => apply(postMessage, to, [lineMessage, only(port, iterator)]),
    start: (port: MessagePort) => apply(start, port, []),
    dataOf: getter(MessageEvent.prototype, "data"),
    sourceOf: getter(MessageEvent.prototype, "source"),
    portsOf: getter(MessageEvent.prototype, "ports"),
    detailOf: getter(CustomEvent.prototype, "detail"),
    port1Of: getter(MessageChannel.prototype, "port1"),
    port2Of: getter(MessageChannel.prototype, "port2"),
    Channel: MessageChannel,
    Custom: CustomEvent,
    freeze: Object.freeze,
    page: window,
  };
}

/** A sequence of one, iterated by its own functions: an array would be iterated by the page's Array.prototype. */
function only(value: unknown, iterator: symbol): unknown {
  let taken = false;
  const next = () => {
    const step = { __proto__: null, done: taken, value: taken ? undefined : value };
    taken = true;
    return step;
  };
  return { __proto__: null, [iterator]: () => ({ __proto__: null, next }) };
}

/**
 * Runs in the page's own world before its first script. Being the first listener, it takes the port from the isolated half
 * and the SDK's requests out of the page's sight, and gives every request a line of its own. It holds no secret and no
 * authority: whatever reaches a port is judged by the origin the browser states (docs/protocol.md, "The line").
 */
export function startMainHalf(): void {
  const own = captureIntrinsics();
  let control: MessagePort | null = null;

  const announce = (target: EventTarget, port: unknown) => {
    const detail = own.freeze({ __proto__: null, version: wireVersion, port });
    own.dispatch(target, new own.Custom(announceEvent, { __proto__: null, detail } as CustomEventInit));
  };

  const takeControl = (event: MessageEvent) => {
    // Another window may post the same text: only this window's own scripts can be its source.
    if (own.dataOf(event) !== lineMessage || own.sourceOf(event) !== own.page) return;
    own.stop(event);
    const port = (own.portsOf(event) as readonly MessagePort[])[0];
    if (port === undefined) return;
    control = port;
    // The isolated half says one thing only: that its extension is gone.
    own.listen(port, "message", () => {
      if (control === port) control = null;
    });
    own.start(port);
    announce(own.page, null);
  };

  const answer = (event: CustomEvent) => {
    own.stop(event);
    if (control === null) return;
    try {
      const target: EventTarget = (own.detailOf(event) as { readonly target: EventTarget }).target;
      const channel = new own.Channel();
      own.hand(control, own.port2Of(channel));
      announce(target, own.port1Of(channel));
    } catch {
      // The page's request was not of the documented form; it learns that by getting no answer.
    }
  };

  own.listen(own.page, "message", takeControl);
  own.listen(own.page, requestEvent, answer);
}
