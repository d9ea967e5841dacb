import { mount, type Surroundings } from "../mount.tsx";
import { HelpPage } from "./help-page.tsx";

export const mountHelp = (root: HTMLElement, { panel, shell }: Surroundings): (() => void) =>
  mount({ root, place: "help", view: <HelpPage />, panel, shell });
