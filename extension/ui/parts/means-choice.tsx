import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { useUi } from "../state/context.ts";

const means = ["in_person", "by_phone"] as const;
/** How two people compared a code by themselves. */
export type Means = (typeof means)[number];

interface MeansChoiceProps {
  readonly legend: string;
  readonly chosen: Means | null;
  readonly choose: (means: Means) => void;
}

/** How the person compared; nothing is chosen beforehand, so that nobody confirms it by accident. */
export function MeansChoice({ legend, chosen, choose }: MeansChoiceProps): JSX.Element {
  const { t } = useUi();
  const name = useId();
  return (
    <fieldset class="field">
      <legend>{legend}</legend>
      {means.map((each) => (
        <label class="check" key={each}>
          <input
            type="radio"
            name={name}
            checked={chosen === each}
            onChange={() => choose(each)}
            data-testid={`means-${each}`}
          />
          <span>{t(`trust.means.${each}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
