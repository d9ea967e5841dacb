import type { JSX } from "preact";
import type { PartyView } from "../../../shared/protocol/index.ts";
import { AssuranceBadge, PartyLine } from "../parts/party.tsx";

/** Who it is, in one line. What bears that out is looked at in the mailbox: a frame has no panel to ask. */
export function FrameParty({ party }: { readonly party: PartyView }): JSX.Element {
  return (
    <>
      <PartyLine party={party} />
      {party.assurance === "not_verified" && <AssuranceBadge assurance={party.assurance} />}
    </>
  );
}
