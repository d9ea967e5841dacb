import { extensionApi } from "./api.ts";

/** One line under the browser's address bar. `content` is what comes back when the person takes it. */
export interface Suggestion {
  readonly content: string;
  readonly description: string;
}

/** What the person types after our keyword, and what they go on with. */
export type AddressBarEvent =
  | { readonly kind: "searchStarted" }
  | { readonly kind: "searchTyped"; readonly id: number; readonly text: string }
  | { readonly kind: "searchEntered"; readonly text: string };

type Suggest = (suggestions: { content: string; description: string }[]) => void;

/** Only the newest text waits for suggestions: the browser drops what comes for an older one. */
let waiting: { readonly id: number; readonly suggest: Suggest } | null = null;
let count = 0;

/** Registers the listeners of the address bar. */
export function listenToAddressBar(listener: (event: AddressBarEvent) => void): void {
  const { omnibox } = extensionApi();
  omnibox.onInputStarted.addListener(() => listener({ kind: "searchStarted" }));
  omnibox.onInputChanged.addListener((text, suggest) => {
    count++;
    waiting = { id: count, suggest };
    listener({ kind: "searchTyped", id: count, text });
  });
  omnibox.onInputEntered.addListener((text) => listener({ kind: "searchEntered", text }));
}

// Chromium reads descriptions as markup (`match`, `dim`, `url`), Firefox as text.
const readsMarkup = (): boolean => !("getBrowserInfo" in extensionApi().runtime);
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

/** Shows suggestions for what was typed under `id`, null for nothing yet; `first` says what Enter does. */
export function suggest({
  id,
  first,
  suggestions,
}: {
  readonly id: number | null;
  readonly first: string;
  readonly suggestions: readonly Suggestion[];
}): void {
  const shown = readsMarkup() ? escaped : (text: string) => text;
  extensionApi().omnibox.setDefaultSuggestion({ description: shown(first) });
  if (id === null || waiting?.id !== id) return;
  waiting.suggest(suggestions.map(({ content, description }) => ({ content, description: shown(description) })));
}
