import { mount, type Place, type Surroundings } from "../mount.tsx";
import { parseRoute } from "../state/route.ts";
import { App } from "./app.tsx";
import { detail } from "./mailbox.tsx";

/** The mailbox in one of its places. */
export const mountApp = (root: HTMLElement, place: Place, { panel, shell }: Surroundings): (() => void) => {
  if (parseRoute(location.hash).kind !== "list") detail.load();
  return mount({ root, place, view: <App place={place} />, panel, shell });
};
