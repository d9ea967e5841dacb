import {
  type Courier,
  countParked,
  hasRecoveryElsewhere,
  listOutbox,
  readSession,
} from "../../shared/courier/index.ts";
import { identityQrText, safetyCode } from "../../shared/identity/index.ts";
import type { AccountView, SetUp } from "../../shared/protocol/index.ts";
import type { Vault, WayListing } from "../../shared/vault/index.ts";
import { policyOf } from "./policy.ts";
import { waysOf } from "./policy-rules.ts";
import { readLogin, readSetUp } from "./settings.ts";

/** Parts of the account's view. */

export async function lockedView(vault: Vault): Promise<AccountView> {
  const [session, parked] = await Promise.all([readSession(vault), countParked(vault)]);
  return { kind: "locked", userId: session?.userId ?? null, parked };
}

export async function setUpOf(vault: Vault): Promise<SetUp> {
  const [ways, choices, elsewhere] = await Promise.all([vault.ways(), readSetUp(vault), hasRecoveryElsewhere(vault)]);
  const has = (kind: string) => ways.some((way) => way.kind === kind);
  const allowed = waysOf(await policyOf(vault));
  const isAllowed = ({ kind }: WayListing) => kind === "recovery" || allowed.includes(kind);
  return {
    // One recovery key is enough for an account, wherever it was made.
    recovery:
      has("recovery") || (elsewhere && allowed.length > 0)
        ? "done"
        : choices.recoveryPostponed && allowed.length > 0
          ? "postponed"
          : "missing",
    lock: ways.every(isAllowed) && (choices.lockChosen || !has("device")) ? "done" : "missing",
  };
}

type Ready = Extract<AccountView, { kind: "ready" }>;

/** A mailbox that is at work. Everything is read at once: each page that is opened waits for it. */
export async function readyView(
  { vault, courier }: { readonly vault: Vault; readonly courier: Courier },
  now: Pick<Ready, "connection" | "lastSyncAtMs">,
): Promise<AccountView> {
  const self = courier.self();
  const [threads, outbox, code, login, setUp, needsWay, certificate] = await Promise.all([
    courier.threads(),
    listOutbox(vault),
    safetyCode(self.identityKey),
    readLogin(vault),
    setUpOf(vault),
    courier.needsWay(),
    courier.evidence.span(),
  ]);
  return {
    kind: "ready",
    userId: self.account,
    deviceId: self.deviceId,
    deviceName: self.deviceName,
    homeserver: self.homeserver,
    safetyCode: code,
    login,
    identityQr: identityQrText(self),
    unread: threads.reduce((sum, thread) => sum + thread.unread, 0),
    waiting: outbox.filter(({ item }) => item.kind === "letter" || item.kind === "commit").length,
    setUp,
    needsWay,
    certificate,
    ...now,
  };
}

/** Who is left in a mailbox that does not work. */
export async function whoIsHere(
  vault: Vault,
  state: { readonly kind: string; readonly reason?: string },
): Promise<Extract<AccountView, { kind: "blocked" }>["here"]> {
  if ((await readSession(vault)) !== null) return "signed_in";
  return state.reason === "left_behind" ? "left_behind" : "nobody";
}
