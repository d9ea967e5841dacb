import { type Line, portLine, type RuntimePort } from "../../shared/rpc/index.ts";

/** Two ends of a real message channel. */
export function lines(): readonly [Line, Line] {
  const { port1, port2 } = new MessageChannel();
  return [portLine(port1 as never), portLine(port2 as never)];
}

/** What a browser does to messages of a runtime port. */
export type Carrying = "clone" | "json";

/** Two ends of a runtime port, as the browser gives them. */
export function runtimePorts(carrying: Carrying = "clone"): readonly [RuntimePort, RuntimePort] {
  const carry = (message: unknown): unknown =>
    carrying === "clone" ? structuredClone(message) : JSON.parse(JSON.stringify(message) ?? "null");
  const ends = [0, 1].map(() => ({ message: [] as ((m: unknown) => void)[], disconnect: [] as (() => void)[] }));
  let open = true;
  const end = (mine: 0 | 1): RuntimePort => ({
    postMessage: (message) => {
      if (!open) throw new Error("Attempting to use a disconnected port object");
      const carried = carry(message);
      setTimeout(() => {
        if (open) for (const listener of ends[1 - mine]!.message) listener(carried);
      });
    },
    disconnect: () => {
      if (!open) return;
      open = false;
      setTimeout(() => {
        for (const listener of ends[1 - mine]!.disconnect) listener();
      });
    },
    onMessage: { addListener: (listener) => void ends[mine]!.message.push(listener) },
    onDisconnect: { addListener: (listener) => void ends[mine]!.disconnect.push(listener) },
  });
  return [end(0), end(1)];
}
