/** Confirming that a recovery key was written down: the person types some of its groups again. */

export interface Asked {
  /** Counted from 1, as a person counts them. */
  readonly group: number;
  readonly typed: string;
}

const askedGroups = 2;

/** Which groups are asked for; others every time. `pick` answers a whole number below its argument. */
export function chooseGroups(count: number, pick: (below: number) => number): readonly number[] {
  const left = Array.from({ length: count }, (_, i) => i + 1);
  const chosen = Array.from({ length: Math.min(askedGroups, count) }, () => left.splice(pick(left.length), 1)[0] ?? 1);
  return chosen.sort((a, b) => a - b);
}

/** As people read what is printed: in either case, O for 0, I and L for 1. */
const plain = (typed: string): string =>
  typed.toUpperCase().replace(/\s+/g, "").replaceAll("O", "0").replaceAll("I", "1").replaceAll("L", "1");

/** Whether what was typed is the group. */
export const isGroup = (typed: string, group: string): boolean => plain(typed) === plain(group);

const leastPassphrase = 12;

/** Why a passphrase cannot be taken, or null. Length is what counts; rules about characters only make worse ones. */
export function passphraseProblem(
  passphrase: string,
  repeated: string,
): { readonly field: "passphrase" | "repeat"; readonly why: "short" | "different" } | null {
  if (passphrase.length < leastPassphrase) return { field: "passphrase", why: "short" };
  return passphrase === repeated ? null : { field: "repeat", why: "different" };
}
