import { useEffect, useState } from "preact/hooks";
import type { PanelEvent } from "../../../shared/protocol/index.ts";
import { useUi } from "./context.ts";

type Progress = Extract<PanelEvent, { kind: "progress" }>;

export interface Step {
  readonly name: string;
  readonly done: number;
  readonly total: number;
  readonly state: "running" | "done";
}

/** The steps after one more report: a new step ends the ones before it. */
export function addStep(steps: readonly Step[], report: Progress): readonly Step[] {
  const finished = report.done >= report.total;
  const step: Step = {
    name: report.step,
    done: report.done,
    total: report.total,
    state: finished ? "done" : "running",
  };
  const others = steps.filter(({ name }) => name !== report.step).map((old): Step => ({ ...old, state: "done" }));
  const at = steps.findIndex(({ name }) => name === report.step);
  return at === -1 ? [...others, step] : [...others.slice(0, at), step, ...others.slice(at)];
}

/** The steps of setting up while it runs, as the host reports them; empty while it does not. */
export function useSignInSteps(running: "yes" | "no"): readonly Step[] {
  const { panel } = useUi();
  const [steps, setSteps] = useState<readonly Step[]>([]);
  useEffect(() => {
    setSteps([]);
    if (running === "no") return;
    return panel.on((event) => {
      if (event.kind === "progress" && event.of === "sign_in") setSteps((known) => addStep(known, event));
    });
  }, [panel, running]);
  return steps;
}
