/** How well it is borne out who a person is (eIDAS, article 8), the lowest first. */
export const assuranceLevels = ["low", "substantial", "high"] as const;
export type AssuranceLevel = (typeof assuranceLevels)[number];

/** Whether a level reaches another. */
export const isAtLeast = (level: AssuranceLevel, demanded: AssuranceLevel): boolean =>
  assuranceLevels.indexOf(level) >= assuranceLevels.indexOf(demanded);
