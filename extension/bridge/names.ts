/** The page's side asks under this name, with a private target in the event's frozen detail. */
export const requestEvent = "federpost:request";
/** The answer to a request, on its target; and on the window, without a port, when the extension has become ready. */
export const announceEvent = "federpost:announce";
/** The message by which the isolated half hands the control port to the MAIN half. */
export const lineMessage = "federpost:line";
/** Version of the wire format between page and extension. */
export const wireVersion = 1;
