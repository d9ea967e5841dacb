import canonicalize from "canonicalize";
import type { Extension } from "ts-mls";
import * as v from "valibot";
import { fromUtf8, parseUserId, type UserId, utf8 } from "../base/index.ts";
import { extensionTypes } from "./leaf.ts";

/** What all members of a thread agree on from its first epoch; it never changes. */
export interface ThreadInfo {
  /** Accounts that may add and remove devices of others. */
  readonly owners: readonly UserId[];
  /**
   * The account whose server orders the commits when members are on several servers: its commits count as they
   * come, those of others once it has ratified them. Null when one server orders everything.
   */
  readonly arbiter: UserId | null;
}

const user = v.custom<UserId>((value) => parseUserId(value) !== null);
const schema = v.strictObject({
  v: v.literal(1),
  owners: v.pipe(v.array(user), v.minLength(1), v.maxLength(20)),
  arbiter: v.nullable(user),
});

/** The group context extension that holds a thread's info. */
export const threadInfoExtension = (info: ThreadInfo): Extension => ({
  extensionType: extensionTypes.threadInfo,
  extensionData: utf8(canonicalize({ v: 1, ...info }) ?? ""),
});

/** The thread's info among group context extensions, or null when it is absent, doubled or unreadable. */
export function readThreadInfo(extensions: readonly Extension[]): ThreadInfo | null {
  const found = extensions.filter((e) => e.extensionType === extensionTypes.threadInfo);
  if (found.length !== 1 || found[0] === undefined || extensions.length !== 1) return null;
  try {
    const parsed = v.safeParse(schema, JSON.parse(fromUtf8(found[0].extensionData) ?? ""));
    return parsed.success ? { owners: parsed.output.owners, arbiter: parsed.output.arbiter } : null;
  } catch {
    return null;
  }
}
