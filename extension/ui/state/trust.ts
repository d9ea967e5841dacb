import { parseUserId, type UserId } from "../../../shared/base/index.ts";
import type { PartyView } from "../../../shared/protocol/index.ts";
import { required } from "./context.ts";

/** The account that a page shows somebody of. */
export const accountOf = ({ userId }: Pick<PartyView, "userId">): UserId => required(parseUserId(userId));
