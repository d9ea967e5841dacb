import { algorithmOf, welcomeAlgorithmOf } from "../../shared/courier/payload.ts";
import type { GroupSuite } from "../../shared/engine/index.ts";

/** The suite that threads between two mailboxes of today run on, and the names its messages go by. */
export const usualSuite: GroupSuite = "xwing";
export const algorithm = algorithmOf(usualSuite);
export const welcomeAlgorithm = welcomeAlgorithmOf(usualSuite);
