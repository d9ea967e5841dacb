import { mount, type Surroundings } from "../mount.tsx";
import { OptionsPage } from "./options-page.tsx";

export const mountOptions = (root: HTMLElement, { panel, shell }: Surroundings): (() => void) =>
  mount({ root, place: "options", view: <OptionsPage />, panel, shell });
