import type { JSX } from "preact";
import { parseStatus, type ApplicationStatus as Status } from "../../../shared/letter/index.ts";
import type { ThreadView } from "../../../shared/protocol/index.ts";
import { Icon } from "../parts/icon.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { Time } from "../parts/time.tsx";
import { useUi } from "../state/context.ts";

interface Step {
  readonly letter: string;
  readonly application: string;
  readonly status: Status;
  readonly atMs: number;
}

/** What opened letters of a thread say of where the application stands, oldest first. */
export const statusSteps = (entries: ThreadView["entries"]): readonly Step[] =>
  entries.flatMap((entry) => {
    const message = entry.kind === "letter" ? parseStatus(entry.data) : null;
    return entry.kind !== "letter" || message === null
      ? []
      : [{ letter: entry.letter, ...message, atMs: entry.receivedAtMs ?? entry.sentAtMs }];
  });

/** Where an application stands, as a timeline; nothing where no letter says it. */
export function ApplicationStatus({ entries }: Pick<ThreadView, "entries">): JSX.Element | null {
  const { t } = useUi();
  const steps = statusSteps(entries);
  if (steps.length === 0) return null;
  return (
    <section class="application-status" aria-labelledby="application-status" data-testid="application-status">
      <h3 id="application-status">{t("status.title")}</h3>
      <ol>
        {steps.map((step, index) => (
          <li
            key={step.letter}
            aria-current={index === steps.length - 1 ? "step" : undefined}
            data-status={step.status}
          >
            <Icon name={index === steps.length - 1 ? "info" : "done"} />
            <span>
              <strong>{t(`status.${step.status}`)}</strong> <Time atMs={step.atMs} form="full" />
              {step.application !== "" && (
                <>
                  {" "}
                  <SafeLine text={step.application} />
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
