/**
 * Where something is on a page: by our test id, by role and accessible name as a person hears it, or (in pages that
 * are not ours) by the field's label.
 */
export type Spot = Place & {
  /** Only inside this other spot. */
  readonly inside?: Spot;
  /** Only what contains this text. */
  readonly text?: string;
  /** Which of several; without it there must be exactly one. */
  readonly which?: "first" | "last";
};

type Place =
  | { readonly testId: string; readonly data?: Readonly<Record<string, string>> }
  | { readonly role: string; readonly name: string }
  | { readonly css: string };

export const describeSpot = (spot: Spot): string => {
  const parts = [
    spot.which,
    "testId" in spot ? cssOf(spot) : "css" in spot ? spot.css : `${spot.role} "${spot.name}"`,
    spot.text === undefined ? undefined : `with "${spot.text.slice(0, 60)}"`,
    spot.inside === undefined ? undefined : `in ${describeSpot(spot.inside)}`,
  ];
  return parts.filter((part) => part !== undefined).join(" ");
};

/** The selector of a spot that is not named by its role. */
export const cssOf = (spot: Exclude<Place, { role: string }>): string => {
  if ("css" in spot) return spot.css;
  const data = Object.entries(spot.data ?? {}).map(([name, value]) => `[data-${name}=${JSON.stringify(value)}]`);
  return `[data-testid=${JSON.stringify(spot.testId)}]${data.join("")}`;
};
