import { parseUserId, type UserId } from "../../../shared/base/index.ts";
import type { ContactPolicyView } from "../../../shared/protocol/index.ts";
import { useUi } from "./context.ts";
import { changes } from "./events.ts";
import { type RemoteHandle, useRemote } from "./remote.ts";

export type ContactRule = ContactPolicyView["usual"];

/** An exception as the list shows it: an account's address or a server's name. */
export interface ContactException {
  readonly who: string;
  readonly rule: ContactRule;
}

/** Who may write to this mailbox, kept up to date. */
export function useContactPolicy(): RemoteHandle<ContactPolicyView> {
  const { panel } = useUi();
  return useRemote({
    key: "contact-policy",
    load: (signal) => panel.call("contacts.policy", {}, { signal }),
    concerns: changes("contacts"),
  });
}

/** The exceptions but those that block somebody by name, who stand in a list of their own. */
export const otherExceptions = ({ accounts, servers }: ContactPolicyView): ContactException[] => [
  ...accounts.filter(({ rule }) => rule === "allow").map(({ account, rule }) => ({ who: account, rule })),
  ...servers.map(({ server, rule }) => ({ who: server, rule })),
];

/** The policy without an exception. */
export const withoutException = (policy: ContactPolicyView, who: string): ContactPolicyView => ({
  ...policy,
  accounts: policy.accounts.filter(({ account }) => account !== who),
  servers: policy.servers.filter(({ server }) => server !== who),
});

const serverName = /^(?=.{1,230}$)([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?$/;

/** The policy with one more exception, in place of an older one for the same; null where `who` is neither address nor server. */
export function withException(policy: ContactPolicyView, { who, rule }: ContactException): ContactPolicyView | null {
  const name = who.trim();
  const account: UserId | null = parseUserId(name);
  const server = name.toLowerCase();
  const rest = withoutException(withoutException(policy, name), server);
  if (account !== null) return { ...rest, accounts: [...rest.accounts, { account, rule }] };
  return serverName.test(server) ? { ...rest, servers: [...rest.servers, { server, rule }] } : null;
}

/** Whether a rule blocks this very account. */
export const isBlocked = (policy: ContactPolicyView, account: string): boolean =>
  policy.accounts.some((each) => each.account === account && each.rule === "block");
