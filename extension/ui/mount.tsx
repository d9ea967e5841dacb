import { type ComponentChild, type JSX, render } from "preact";
import { useEffect, useErrorBoundary, useLayoutEffect, useMemo, useState } from "preact/hooks";
import type { SettingsView } from "../../shared/protocol/index.ts";
import { chooseLanguage, createFormat, createTranslate } from "../i18n/index.ts";
import type { Panel } from "./panel.ts";
import { FailureNotice } from "./parts/notice.tsx";
import { Loading } from "./parts/remote.tsx";
import type { Shell } from "./shell.ts";
import { failureOf } from "./state/action.ts";
import { UiContext } from "./state/context.ts";
import { changes } from "./state/events.ts";
import { keepNothingTyped } from "./unkept.ts";
import { StorageGate } from "./views/storage-trouble.tsx";

export interface Surroundings {
  readonly panel: Panel;
  readonly shell: Shell;
}

/** Which page it is; the style sheet and a few views differ by it. */
export type Place = "popup" | "sidepanel" | "inbox" | "consent" | "options" | "help";

interface RootProps extends Surroundings {
  readonly view: ComponentChild;
  readonly place: Place;
}

const unknownSettings: SettingsView = {
  language: null,
  notifications: false,
  lockAfterMinutes: null,
  lockWithScreen: true,
  undoSendSeconds: 10,
  quietHours: null,
};

/** Settings as they are, or null until the first answer; without an answer the browser's language serves. */
function useSettings(panel: Panel) {
  const [settings, apply] = useState<SettingsView | null>(null);
  useLayoutEffect(() => {
    const read = () => panel.call("settings.read", {}).then(apply, () => apply((known) => known ?? unknownSettings));
    void read();
    return panel.on((event) => {
      // The host says a change of settings as one of the account.
      if (changes("account")(event)) void read();
    });
  }, [panel]);
  return { settings, apply };
}

/** The last resort: a view that cannot be shown says so and can be tried again, instead of leaving half a page. */
function Boundary({ view }: { readonly view: ComponentChild }): JSX.Element {
  const [failed, retry] = useErrorBoundary();
  if (failed === undefined) return <>{view}</>;
  return (
    <main class="consent">
      <FailureNotice failure={failureOf(failed)} retry={retry} />
    </main>
  );
}

/** F1 opens the help from every page of ours, whatever it shows. */
function useHelpKey(shell: Shell): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "F1" || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      shell.openHelp("");
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [shell]);
}

function Root({ panel, shell, place, view }: RootProps): JSX.Element {
  const { settings, apply } = useSettings(panel);
  const language = chooseLanguage(settings?.language ?? null, navigator.languages);
  const ui = useMemo(
    () => ({
      panel,
      shell,
      language,
      t: createTranslate(language),
      format: createFormat(language),
      applySettings: apply,
    }),
    [panel, shell, language],
  );
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useHelpKey(shell);
  return (
    <UiContext.Provider value={ui}>
      {settings === null ? (
        <Loading />
      ) : place === "help" ? (
        <Boundary view={view} />
      ) : (
        <StorageGate>
          <Boundary view={view} />
        </StorageGate>
      )}
    </UiContext.Provider>
  );
}

interface MountParts extends Surroundings {
  readonly root: HTMLElement;
  readonly place: Place;
  readonly view: ComponentChild;
}

/** Shows a view in `root`; the returned function takes it away again. */
export function mount({ root, place, view, panel, shell }: MountParts): () => void {
  root.ownerDocument.documentElement.dataset.place = place;
  keepNothingTyped();
  render(<Root panel={panel} shell={shell} place={place} view={view} />, root);
  return () => render(null, root);
}
