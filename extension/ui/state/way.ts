import { useState } from "preact/hooks";
import { parseRecoveryKey } from "../../../shared/base/index.ts";
import type { LockView, PresentedWayParam, WayView } from "../../../shared/protocol/index.ts";
import type { Translate } from "../../i18n/index.ts";
import { useUi } from "./context.ts";
import { changes } from "./events.ts";
import { askPasskey, passkeysWork } from "./passkey.ts";
import { type RemoteHandle, useRemote } from "./remote.ts";

/** How a person shows that the mailbox is theirs, in every view that asks for it. */

export type AskedKind = Exclude<WayView["kind"], "device">;

/** Most usual first: who has both a passphrase and a recovery key keeps the latter in a drawer. */
const order: readonly AskedKind[] = ["passphrase", "passkey", "recovery"];

/** The ways in that a person can be asked for here. */
export const askedKinds = (lock: LockView): readonly AskedKind[] =>
  order.filter((kind) => lock.ways.some((way) => way.kind === kind) && (kind !== "passkey" || passkeysWork()));

/** Whether no lock was chosen: then nothing is asked. */
export const isOpen = (lock: LockView): boolean => lock.ways.some(({ kind }) => kind === "device");

/** The lock and its ways in, as they are. */
export function useLock(): RemoteHandle<LockView> {
  const { panel } = useUi();
  return useRemote({
    key: "lock",
    load: (signal) => panel.call("lock.read", {}, { signal }),
    concerns: changes("lock"),
  });
}

/** What is wrong with a typed recovery key, in words, or null. */
export function recoveryProblem(typed: string, t: Translate): string | null {
  if (typed.trim() === "") return t("sign_in.needed");
  const parsed = parseRecoveryKey(typed);
  switch (parsed.kind) {
    case "key":
      return null;
    case "wrong_group":
      return t("way.recovery_group", { group: parsed.group });
    case "wrong_length":
      return t("way.recovery_length", { count: parsed.groups });
    case "wrong_whole":
      return t("way.recovery_whole");
  }
}

export interface WayForm {
  readonly lock: LockView;
  readonly kinds: readonly AskedKind[];
  readonly kind: AskedKind | null;
  readonly choose: (kind: AskedKind) => void;
  readonly typed: string;
  readonly type: (typed: string) => void;
  readonly problem: string | null;
  /**
   * What the person came with; null where no lock was chosen; "missing" when a field is to be filled in first, which then
   * says so. Call it in the click: a passkey is asked for there.
   */
  readonly take: () => Promise<PresentedWayParam | null | "missing">;
  readonly clear: () => void;
}

/** A form that asks for one of the lock's ways in. */
export function useWayForm(lock: LockView): WayForm {
  const { t } = useUi();
  const kinds = askedKinds(lock);
  const [chosen, choose] = useState<AskedKind | null>(null);
  const [typed, type] = useState("");
  const [tried, setTried] = useState(false);
  const kind = chosen !== null && kinds.includes(chosen) ? chosen : (kinds[0] ?? null);
  const wrong = kind === "recovery" ? recoveryProblem(typed, t) : typed === "" ? t("sign_in.needed") : null;
  const clear = () => {
    type("");
    setTried(false);
  };
  const take: WayForm["take"] = async () => {
    if (isOpen(lock)) return null;
    setTried(true);
    const passkey = lock.ways.find((way) => way.kind === "passkey")?.passkey ?? null;
    if (kind === "passkey" && passkey !== null) return askPasskey(passkey);
    if (kind === null || kind === "passkey" || wrong !== null) return "missing";
    return kind === "passphrase" ? { kind, passphrase: typed } : { kind, recoveryKey: typed };
  };
  return {
    lock,
    kinds,
    kind,
    choose: (next) => {
      choose(next);
      clear();
    },
    typed,
    type,
    problem: tried ? wrong : null,
    take,
    clear,
  };
}
