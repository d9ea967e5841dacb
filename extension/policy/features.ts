/** Parts of Federpost that an administrator switches off, and what each group of people goes without. */

export const features = [
  "portals",
  "forms",
  "person",
  "certificate",
  "directory",
  "contact_rules",
  "close_account",
] as const;
export type Feature = (typeof features)[number];

export const audiences = ["citizen", "organisation", "agency"] as const;
export type Audience = (typeof audiences)[number];

/** What a group does not need: a citizen has no certificate and sends nobody forms; who writes for an office proves no person and does not close its account. */
const notFor: Readonly<Record<Audience, readonly Feature[]>> = {
  citizen: ["forms", "certificate"],
  organisation: [],
  agency: ["person", "close_account"],
};

/** What is switched off. */
export function featuresOffFor(about: {
  readonly audience: Audience | null;
  readonly on: readonly Feature[];
  readonly off: readonly Feature[];
}): readonly Feature[] {
  const usual = about.audience === null ? [] : notFor[about.audience];
  return features.filter(
    (feature) => about.off.includes(feature) || (usual.includes(feature) && !about.on.includes(feature)),
  );
}
