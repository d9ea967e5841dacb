import { mount, type Surroundings } from "../mount.tsx";
import { ConsentPage } from "./consent-page.tsx";

export const mountConsent = (root: HTMLElement, { panel, shell }: Surroundings): (() => void) =>
  mount({ root, place: "consent", view: <ConsentPage />, panel, shell });
