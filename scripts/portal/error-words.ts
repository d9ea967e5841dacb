import type { PortalErrorCode } from "../../shared/protocol/index.ts";

interface Words {
  readonly means: string;
  readonly todo: string;
}

/** What each error means to a portal's developer, and what a page does about it. */
export const errorWords: Readonly<Record<PortalErrorCode, Words>> = {
  user_rejected: { means: "the person said no, or closed the window", todo: "nothing, until the person acts again" },
  expired: { means: "nobody decided or answered in time", todo: "offer to try again" },
  file_changed: { means: "a file was changed or removed after it was chosen", todo: "let the person choose it again" },
  not_permitted: { means: "no grant, or a frame without one", todo: "call `access.request` first, in the top page" },
  recipient_not_proved: {
    means: "the recipient has not shown the evidence that `recipientLevel` demands, and the person let the page know",
    todo: "use another way, or a letter without confidential content",
  },
  too_large: { means: "above a limit", todo: "see the limits in `hello`; ask for less" },
  unsupported: {
    means: "unknown method, format or version, or one that this person cannot use",
    todo: "use another way; `hello` says what is there",
  },
  rate_limited: { means: "too often, too many at once, or refused three times", todo: "wait `retryAfterMs`" },
  unavailable: {
    means: "the mailbox cannot do it now; why is nobody's business but the person's",
    todo: "offer to try again later, and your other ways",
  },
  disconnected: { means: "the line broke, and again when it was opened anew", todo: "offer to try again" },
  invalid_request: { means: "malformed or too large a call", todo: "a mistake of the page: mend it" },
  invalid_params: {
    means: "parameters that the method does not take, or handles of another origin",
    todo: "a mistake of the page: mend it",
  },
  internal: { means: "a defect of the extension", todo: "report it, with the code alone" },
};
