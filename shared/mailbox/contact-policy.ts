import * as v from "valibot";
import { FederpostError, parseUserId, serverOf, type UserId } from "../base/index.ts";

/** Who may begin a thread with this account. The most particular rule counts: account, then server, then the usual one. */

const rule = v.picklist(["allow", "block"]);

/** Longest list of exceptions, of each kind. */
export const mostContactRules = 1000;

const server = v.pipe(v.string(), v.maxLength(230), v.regex(/^[a-z0-9.\-:[\]]+$/));

export const contactPolicySchema = v.strictObject({
  usual: rule,
  accounts: v.pipe(
    v.array(v.strictObject({ account: v.custom<UserId>((value) => parseUserId(value) !== null), rule })),
    v.maxLength(mostContactRules),
  ),
  servers: v.pipe(v.array(v.strictObject({ server, rule })), v.maxLength(mostContactRules)),
});

export type ContactRule = v.InferOutput<typeof rule>;
export type ContactPolicy = v.InferOutput<typeof contactPolicySchema>;

/** Before the person decides: everybody with a Federpost identity may write. */
export const openContactPolicy: ContactPolicy = { usual: "allow", accounts: [], servers: [] };

/** What the policy says of an account; `particular` when a rule names the account itself. */
export function ruleFor(policy: ContactPolicy, account: UserId): { rule: ContactRule; particular: boolean } {
  const named = policy.accounts.find((each) => each.account === account);
  if (named !== undefined) return { rule: named.rule, particular: true };
  const home = policy.servers.find((each) => each.server === serverOf(account).toLowerCase());
  return { rule: home?.rule ?? policy.usual, particular: false };
}

/** The policy with one account's rule changed; null takes its rule away. */
export function withAccountRule(policy: ContactPolicy, account: UserId, wanted: ContactRule | null): ContactPolicy {
  const others = policy.accounts.filter((each) => each.account !== account);
  return { ...policy, accounts: wanted === null ? others : [...others, { account, rule: wanted }] };
}

/** The stored policy. @throws FederpostError `internal` when it is none: only we write there. */
export function parseContactPolicy(stored: unknown): ContactPolicy {
  const parsed = v.safeParse(contactPolicySchema, stored);
  if (!parsed.success) throw new FederpostError("internal", "The stored contact policy has an unknown form.");
  return parsed.output;
}
