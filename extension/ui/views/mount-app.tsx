import { mount, type Place, type Surroundings } from "../mount.tsx";
import { App } from "./app.tsx";

/** The mailbox in one of its places. */
export const mountApp = (root: HTMLElement, place: Place, { panel, shell }: Surroundings): (() => void) =>
  mount({ root, place, view: <App place={place} />, panel, shell });
