import type { Homeserver } from "../../scripts/homeserver/index.ts";
import type { JourneyBrowser } from "./driver/index.ts";

/** Who takes part in a journey: a person at a browser of their own, with an account on a homeserver. */
export interface Actor {
  readonly role: "citizen" | "clerk";
  readonly browser: JourneyBrowser;
  readonly homeserver: Homeserver;
  readonly user: string;
  readonly userId: string;
  readonly password: string;
}
