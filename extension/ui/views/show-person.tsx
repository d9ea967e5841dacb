import type { JSX } from "preact";
import type { OwnPersonView } from "../../../shared/protocol/index.ts";
import { CheckField } from "../parts/check-field.tsx";
import { PersonName } from "../parts/person.tsx";
import { useUi } from "../state/context.ts";
import { usePerson } from "../state/person.ts";
import type { Shows } from "../state/send.ts";

type Verified = Extract<OwnPersonView["own"], { kind: "verified" }>;

/** Whether the evidence of who the person is goes with the letter: never unless they say so. */
export interface Proving {
  /** Null: there is none that holds. */
  readonly own: Verified | null;
  readonly chosen: boolean;
  readonly choose: (chosen: boolean) => void;
  readonly shows: Shows;
}

export function useProving(chosen: boolean, choose: (chosen: boolean) => void): Proving {
  const { state } = usePerson();
  const own = state.kind === "ready" && state.value.own.kind === "verified" ? state.value.own : null;
  return { own, chosen, choose, shows: { showPerson: chosen && own !== null } };
}

/** Lets the person show with the letter who they are. Nothing where they have no evidence. */
export function ShowPerson({ proving }: { readonly proving: Proving }): JSX.Element | null {
  const { t } = useUi();
  const { own, chosen, choose } = proving;
  if (own === null) return null;
  return (
    <CheckField
      label={t("person.show")}
      hint={
        <>
          {t("person.show_hint")} <PersonName person={own.person} />
        </>
      }
      checked={chosen}
      change={choose}
      testId="show-person"
    />
  );
}
