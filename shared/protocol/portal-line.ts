/** How a page finds the extension: the names both sides use before there is a line (docs/protocol.md, "The line"). */

/** The page asks by this event on its window; the frozen detail holds `target`, a private EventTarget for the answer. */
export const requestEvent = "federpost:request";

/**
 * The answer: on the target, with `version` and `port` in the frozen detail. On the window, with `port` null, it says that the
 * extension has become ready and may be asked now.
 */
export const announceEvent = "federpost:announce";

/** Version of the frames that cross the port. */
export const wireVersion = 1;
