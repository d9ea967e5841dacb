/** Fields whose content the browser would write into its profile, to restore the tab. Runs in the page. */
export const keptFields = (): readonly string[] =>
  [...document.querySelectorAll<HTMLElement>("form, input, select, textarea")]
    .filter((field) => !field.getAttribute("autocomplete"))
    .map(({ tagName, dataset }) => `${tagName.toLowerCase()} ${dataset.testid ?? ""}`);
