import { useRef, useState } from "preact/hooks";
import type { PanelResults } from "../../../shared/protocol/index.ts";
import { useUi } from "./context.ts";

type Found = Pick<PanelResults["account.discover"], "passwordLogin" | "sso">;

/** Until a homeserver was asked, the usual form stands there. */
const usual: Found = { passwordLogin: true, sso: [] };

/** How the homeserver that was typed lets people in. */
export interface LoginWays extends Found {
  readonly looking: boolean;
  /** Asks the homeserver quietly: the person has typed its address, and may go on meanwhile. */
  readonly look: () => void;
  /** Asks it, and fails where it does not answer. */
  readonly find: () => Promise<Found>;
}

export function useLoginWays(homeserver: string): LoginWays {
  const { panel } = useUi();
  const [known, setKnown] = useState<{ readonly of: string; readonly found: Found } | null>(null);
  const [looking, setLooking] = useState<string | null>(null);
  const asking = useRef<string | null>(null);
  const find = async () => {
    const { passwordLogin, sso } = await panel.call("account.discover", { homeserver });
    setKnown({ of: homeserver, found: { passwordLogin, sso } });
    return { passwordLogin, sso };
  };
  const look = () => {
    if (homeserver === "" || known?.of === homeserver || asking.current === homeserver) return;
    asking.current = homeserver;
    setLooking(homeserver);
    void find()
      // Half an address, or no net: what is wrong is said when the person signs in.
      .catch(() => undefined)
      .finally(() => {
        asking.current = null;
        setLooking(null);
      });
  };
  const found = known?.of === homeserver ? known.found : usual;
  return { ...found, looking: looking === homeserver && homeserver !== "", look, find };
}
