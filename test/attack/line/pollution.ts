/**
 * A page that overrides and pollutes everything it can reach, and then speaks with the extension by what it has put aside. What
 * the extension uses of the page's realm is written down in `heard`; what it answered, in `handResult`.
 */
const pollution = `<script>
  const own = { MessageChannel, CustomEvent, EventTarget, dispatch: window.dispatchEvent.bind(window), freeze: Object.freeze };
  const listen = EventTarget.prototype.addEventListener, post = MessagePort.prototype.postMessage, start = MessagePort.prototype.start;
  globalThis.heard = [];
  const spy = (name) => function () { heard.push(name); throw new Error("polluted"); };
  globalThis.handResult = null;
  ["detail", "bubbles", "cancelable", "composed", "then", "kind", "id", "transfer", "origin"].forEach((key) =>
    Object.defineProperty(Object.prototype, key, { __proto__: null, get: spy(key), set: spy(key), configurable: true }));
  MessagePort.prototype.postMessage = spy("postMessage"); MessagePort.prototype.start = spy("start");
  EventTarget.prototype.addEventListener = spy("addEventListener"); EventTarget.prototype.dispatchEvent = spy("dispatchEvent");
  Event.prototype.stopImmediatePropagation = spy("stop"); Array.prototype[Symbol.iterator] = spy("iterator");
  Function.prototype.call = spy("call"); Function.prototype.apply = spy("apply");
  globalThis.MessageChannel = spy("MessageChannel"); globalThis.CustomEvent = spy("CustomEvent"); globalThis.Promise = spy("Promise");
  JSON.stringify = spy("stringify"); JSON.parse = spy("parse"); Object.freeze = spy("freeze"); globalThis.Reflect = undefined;
  setTimeout(() => {
    const target = new own.EventTarget();
    const bound = listen; target.listen = bound;
    target.listen("federpost:announce", (event) => {
      const detail = globalThis.detailOf(event); const port = detail.port;
      port.listen = bound; port.listen("message", (message) => { handResult = globalThis.dataOf(message); });
      port.begin = start; port.begin();
      port.send = post;
      port.send({ __proto__: null, kind: "call", id: "by-hand", method: "hello", params: { __proto__: null, versions: { __proto__: null, min: 1, max: 1 } } });
    });
    own.dispatch(new own.CustomEvent("federpost:request", { __proto__: null, detail: own.freeze({ __proto__: null, target }) }));
  }, 300);
</script>`;
const getters = `<script>
  const getter = (prototype, name) => { const { get } = Object.getOwnPropertyDescriptor(prototype, name); return (self) => { self.__read = get; return self.__read(); }; };
  globalThis.detailOf = getter(CustomEvent.prototype, "detail"); globalThis.dataOf = getter(MessageEvent.prototype, "data");
</script>`;

export const pollutedPage = `<!doctype html><html><head>${getters}${pollution}</head><body></body></html>`;
