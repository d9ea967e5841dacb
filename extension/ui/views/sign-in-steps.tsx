import type { JSX } from "preact";
import { Icon } from "../parts/icon.tsx";
import { useUi } from "../state/context.ts";
import type { Step } from "../state/progress.ts";

const known = ["discover", "login", "keys", "publish"] as const;

/** What the engine host does while a device is set up, step by step. */
export function SignInSteps({ steps }: { readonly steps: readonly Step[] }): JSX.Element {
  const { t } = useUi();
  const label = (step: Step): string => {
    const name = known.find((one) => one === step.name);
    return name === undefined ? t("step.other", { done: step.done, total: step.total }) : t(`step.${name}`);
  };
  return (
    <ol class="steps" aria-live="polite" data-testid="steps">
      {steps.map((step) => (
        <li key={step.name} class={`step step-${step.state}`}>
          {step.state === "done" ? <Icon name="done" /> : <span class="spinner" aria-hidden="true" />}
          {label(step)}
          <span class="visually-hidden">{t(`step.state.${step.state}`)}</span>
        </li>
      ))}
    </ol>
  );
}
