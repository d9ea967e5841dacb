import type { FeatureView, PolicyView } from "../../../shared/protocol/index.ts";
import { useUi } from "./context.ts";
import { changes } from "./events.ts";
import { useRemote } from "./remote.ts";

/** What an administrator prescribes; null until that is known. */
export function usePolicy(): PolicyView | null {
  const { panel } = useUi();
  const policy = useRemote({
    key: "policy",
    load: (signal) => panel.call("policy.read", {}, { signal }),
    concerns: changes("account", "lock"),
  });
  return policy.state.kind === "ready" ? policy.state.value : null;
}

/** Whether a part of Federpost is there. What is not known yet is not shown. */
export function useFeature(feature: FeatureView): boolean {
  const policy = usePolicy();
  return policy !== null && !policy.featuresOff.includes(feature);
}
