import { useState } from "preact/hooks";
import type { AccountProofParam, ConfirmationView } from "../../../shared/protocol/index.ts";
import { openTab } from "../../platform/index.ts";
import { useUi } from "./context.ts";

/** What a person confirms a step with towards the homeserver: their password, or a login at the provider in a tab. */
export interface ProofForm {
  readonly login: "password" | "sso";
  readonly password: string;
  readonly type: (password: string) => void;
  readonly problem: string | null;
  /** The person was sent to a tab and has to come back. */
  readonly isOpen: boolean;
  /** What to ask with; null when the password is missing, which the field then says. */
  readonly take: () => AccountProofParam | null;
  /** Opens where the person confirms. */
  readonly confirmAt: (confirm: ConfirmationView) => Promise<void>;
}

export function useProof(login: "password" | "sso"): ProofForm {
  const { t } = useUi();
  const [password, type] = useState("");
  const [tried, setTried] = useState(false);
  const [session, setSession] = useState<string | null>(null);
  return {
    login,
    password,
    type,
    problem: tried && password === "" ? t("sign_in.needed") : null,
    isOpen: session !== null,
    take: () => {
      setTried(true);
      if (login === "sso") return { kind: "browser", session };
      return password === "" ? null : { kind: "password", password };
    },
    confirmAt: async (confirm) => {
      setSession(confirm.session);
      await openTab(confirm.url);
    },
  };
}
