import { type Clock, FederpostError, type Origin, parseOrigin, type Random } from "../../shared/base/index.ts";
import {
  type Cue,
  parseSealedCall,
  type SealedCall,
  type SealedMethod,
  type SealedParamsTable,
  type SealedResults,
  type SealedShown,
  type SealedView,
  sealedEvent,
} from "../../shared/protocol/index.ts";
import { type Line, panelFailure, type Server, serve } from "../../shared/rpc/index.ts";
import type { PortalCaller, SealedFrame } from "./ports.ts";

/** How long a frame's token waits for the page's call; the content script makes it at once. */
const tokenLastsMs = 60_000;
/** A page needs one or two frames. */
const mostPerTab = 8;

type Params<M extends SealedMethod> = SealedParamsTable[M];

/** What a frame may ask once something is shown in it, according to what that is. */
export interface SeatActs {
  readonly inbox?: () => Promise<void>;
  readonly save?: (draft: Params<"seat.save">) => Promise<void>;
  /** False: the person did not approve it and goes on writing. */
  readonly submit?: (written: Params<"seat.submit">) => Promise<boolean>;
  readonly window?: (written: Params<"seat.window">) => Promise<void>;
}

/** A frame that a call of its page has claimed: what is shown in it reaches this frame and nobody else. */
export interface Seat {
  /** False once the frame or the page's line is gone: then a window is the place. */
  readonly there: boolean;
  readonly show: (view: SealedView, acts: SeatActs) => void;
  readonly close: () => void;
  /** Calls the listener once, when the frame or the page's line is gone. */
  readonly onClose: (listener: () => void) => void;
}

interface Taken {
  readonly token: string;
  readonly parent: Origin;
  readonly takenAtMs: number;
}

class Chair implements Seat {
  readonly frame: SealedFrame;
  readonly line: Line;
  readonly server: Server;
  taken: Taken | null = null;
  claimed = false;
  there = true;
  acts: SeatActs | null = null;
  cue: Cue | null = null;

  constructor(line: Line, frame: SealedFrame, answer: (chair: Chair, call: SealedCall) => Promise<unknown>) {
    this.line = line;
    this.frame = frame;
    this.server = serve<SealedCall>(line, {
      parse: parseSealedCall,
      handle: (call) => answer(this, call),
      toFailure: panelFailure,
      maxInFlight: 4,
    });
  }

  show(view: SealedView, acts: SeatActs): void {
    this.acts = acts;
    const shown: SealedShown = { ...view, cue: this.cue };
    this.server.notify(sealedEvent, shown);
  }

  close(): void {
    this.line.close();
  }

  onClose(listener: () => void): void {
    this.line.onClose(listener);
  }
}

export interface SeatParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly language: () => Promise<"de" | "en" | null>;
  /** The person's secret sign: a frame gets it with what it shows, and no sooner. */
  readonly cue: () => Promise<Cue | null>;
}

/**
 * Sealed frames, from their first word to their end. A frame takes a token, the content script of the page around it claims the
 * frame by it, once, from the same tab and the origin that the frame sees around itself. Frame and claim end with either line,
 * and with them everything that a navigation, the back/forward cache or a removed element ends.
 */
export class Seats {
  readonly #parts: SeatParts;
  readonly #chairs = new Set<Chair>();

  constructor(parts: SeatParts) {
    this.#parts = parts;
  }

  /** Takes a line whose other end is a sealed frame, as the browser says. */
  accept = (line: Line, frame: SealedFrame): void => {
    if ([...this.#chairs].filter((chair) => chair.frame.tabId === frame.tabId).length >= mostPerTab) {
      line.close();
      return;
    }
    const chair = new Chair(line, frame, (asking, call) => this.#answer(asking, call));
    this.#chairs.add(chair);
    line.onClose(() => {
      chair.there = false;
      this.#chairs.delete(chair);
    });
  };

  /**
   * The frame of a token. Throws `invalid_params` for every token that is not this caller's: unknown, used, too old, of another
   * tab or another origin, or asked for from inside a frame. Whatever comes of it, the token is spent.
   */
  claim(token: string, caller: PortalCaller, line: Line): Seat {
    const chair = [...this.#chairs].find(({ taken }) => taken?.token === token);
    const taken = chair?.taken ?? null;
    if (chair === undefined || taken === null) throw refused();
    chair.taken = null;
    const ageMs = this.#parts.clock.now() - taken.takenAtMs;
    const fresh = ageMs >= 0 && ageMs <= tokenLastsMs;
    const samePlace = chair.frame.tabId === caller.tabId && taken.parent === caller.origin && caller.frameId === 0;
    if (!fresh || !samePlace || chair.claimed) {
      chair.close();
      throw refused();
    }
    chair.claimed = true;
    line.onClose(() => chair.close());
    return chair;
  }

  /** The mailbox was locked: nothing of it stays on a page. */
  closeAll(): void {
    for (const chair of [...this.#chairs]) chair.close();
  }

  async #answer(chair: Chair, call: SealedCall): Promise<unknown> {
    switch (call.method) {
      case "seat.take":
        return this.#seat(chair, call.params.ancestors);
      case "seat.inbox":
        await actOf(chair, "inbox")();
        return {};
      case "seat.save":
        await actOf(chair, "save")(call.params);
        return {};
      case "seat.submit":
        return { sent: await actOf(chair, "submit")(call.params) };
      case "seat.window":
        await actOf(chair, "window")(call.params);
        return {};
      default:
        return call satisfies never;
    }
  }

  async #seat(chair: Chair, ancestors: readonly string[]): Promise<SealedResults["seat.take"]> {
    const token = this.#take(chair, ancestors);
    chair.cue = await this.#parts.cue();
    return { token, language: await this.#parts.language() };
  }

  #take(chair: Chair, ancestors: readonly string[]): string {
    const [parent = null, ...outer] = ancestors.map((origin) => parseOrigin(origin));
    // One page around it and nothing around that: a page in somebody else's frame gets a window.
    if (chair.taken !== null || chair.claimed || parent === null || outer.length > 0) throw refused();
    const token = this.#parts.random.uuid();
    chair.taken = { token, parent, takenAtMs: this.#parts.clock.now() };
    return token;
  }
}

const refused = (): FederpostError => new FederpostError("invalid_params", "not a frame of this page");

function actOf<A extends keyof SeatActs>({ acts }: Chair, name: A): NonNullable<SeatActs[A]> {
  const act = acts?.[name];
  if (act === undefined) throw new FederpostError("invalid_params", "nothing is shown here that could do this");
  return act;
}
