/**
 * The room's second door: the sealed frame inside a portal's page. It begins with nothing but what it needs to be greeted, and pages
 * that open the first door load nothing of it.
 */
import "../theme/theme.css";
import { greeted } from "./greeting.ts";

/** Shows the frame in `root` when the page around it has greeted it. */
export const mountSealed = async (root: HTMLElement): Promise<void> => {
  // Before the views are loaded: the page around greets the frame once.
  const port = greeted();
  (await import("./mount-sealed.tsx")).mountSealed(root, port);
};
