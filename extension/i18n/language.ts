export type Language = "de" | "en";

export const languages: readonly Language[] = ["de", "en"];

/**
 * The language to speak: what the person chose, else the first browser language we have, else English.
 * `preferred` is navigator.languages or the like.
 */
export function chooseLanguage(chosen: Language | null, preferred: readonly string[]): Language {
  if (chosen !== null) return chosen;
  for (const tag of preferred) {
    const base = tag.toLowerCase().split("-")[0];
    const known = languages.find((language) => language === base);
    if (known !== undefined) return known;
  }
  return "en";
}
