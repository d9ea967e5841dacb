import { portalFailure } from "../../protocol/index.ts";
import type { ContractResults } from "../contract.ts";
import type { PortalErrorCode } from "../types.ts";
import { failed, type Look } from "./report.ts";
import type { Outcome } from "./wire.ts";

/** What an outcome is in words. */
export function words(outcome: Outcome): string {
  if (outcome.kind === "silence") return "no answer in time";
  if (outcome.kind === "answer") return `an answer: ${JSON.stringify(outcome.result)?.slice(0, 200)}`;
  const { error } = outcome;
  if (typeof error !== "object" || error === null || !("code" in error)) return "a failure without a code";
  return `${String(error.code)} (${"number" in error ? String(error.number) : "no number"})`;
}

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

/** Passed when the outcome is this failure, with the number and the word on repeating that belong to it. */
export function expectFailure(outcome: Outcome, code: PortalErrorCode): Look {
  const { number, retryable } = portalFailure(code);
  const error = outcome.kind === "failure" ? outcome.error : null;
  const fits = field(error, "code") === code && field(error, "number") === number;
  if (!fits) return failed(`${words(outcome)} instead of ${code} (${number})`);
  return field(error, "retryable") === retryable ? words(outcome) : failed(`${code} says the wrong thing of repeating`);
}

/** The answer of a method, whose form the extension guarantees. Throws for anything else. */
export function answerOf<M extends keyof ContractResults>(_method: M, outcome: Outcome): ContractResults[M] {
  if (outcome.kind !== "answer") throw new Error(words(outcome));
  return outcome.result as ContractResults[M];
}
