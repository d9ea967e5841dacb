import {
  type FrameWord,
  type SealedParamsTable,
  type SealedResults,
  type SealedShown,
  type SlotLook,
  sealedEvent,
} from "../../../shared/protocol/index.ts";
import { type Client, createClient, panelError, runtimeLine } from "../../../shared/rpc/index.ts";
import { openHostPort } from "../../platform/index.ts";

export interface SealedContract {
  readonly params: SealedParamsTable;
  readonly results: SealedResults;
}

/** What a sealed frame holds: its line to the engine host, and its port to the content script around it. */
export interface FrameLine {
  readonly host: Client<SealedContract>;
  readonly language: "de" | "en" | null;
  readonly onView: (listener: (view: SealedShown) => void) => () => void;
  readonly onLook: (listener: (look: SlotLook) => void) => () => void;
  readonly say: (word: FrameWord) => void;
}

/** Keeps what came last for who listens later. */
function lastOf<T>() {
  const listeners = new Set<(value: T) => void>();
  let last: { readonly value: T } | null = null;
  return {
    tell: (value: T) => {
      last = { value };
      for (const listener of listeners) listener(value);
    },
    on: (listener: (value: T) => void) => {
      listeners.add(listener);
      if (last !== null) listener(last.value);
      return () => void listeners.delete(listener);
    },
  };
}

const isLook = (value: unknown): value is SlotLook =>
  typeof value === "object" && value !== null && "trouble" in value && "place" in value && "scale" in value;

const timeoutMs = 60_000;

/** Takes the frame's seat at the engine host and tells the content script its token. Rejects where that is refused. */
export async function connectFrame(port: MessagePort): Promise<FrameLine> {
  const views = lastOf<SealedShown>();
  const looks = lastOf<SlotLook>();
  const say = (word: FrameWord) => port.postMessage(word);
  port.onmessage = ({ data }) => {
    if (isLook(data)) looks.tell(data);
  };
  const line = runtimeLine(await openHostPort("sealed"));
  line.onClose(() => say({ kind: "closed" }));
  const host = createClient<SealedContract>(line, {
    timeoutMs,
    toError: panelError,
    onEvent: (event, data) => {
      if (event === sealedEvent) views.tell(data as SealedShown);
    },
  });
  // The browser's word on what is around us, which no page can change (the ids of frames that are around are in it, too).
  const ancestors = [...location.ancestorOrigins];
  const { token, language } = await host.call("seat.take", { ancestors });
  say({ kind: "ready", token });
  return { host, language, onView: views.on, onLook: looks.on, say };
}
