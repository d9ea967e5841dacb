import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { FederpostError } from "../../../shared/base/index.ts";
import type { SettingsView } from "../../../shared/protocol/index.ts";
import type { Format, Language, Translate } from "../../i18n/index.ts";
import type { Panel } from "../panel.ts";
import type { Shell } from "../shell.ts";

/** What every view has at hand. */
export interface Ui {
  readonly panel: Panel;
  readonly shell: Shell;
  readonly language: Language;
  readonly t: Translate;
  readonly format: Format;
  /** Shows the pages in the language of these settings. */
  readonly applySettings: (settings: SettingsView) => void;
}

export const UiContext = createContext<Ui | null>(null);

/** Throws where a view stands outside a mount, which only our own bug can cause. */
export function useUi(): Ui {
  const ui = useContext(UiContext);
  if (ui === null) throw new FederpostError("internal", "A view needs a mount around it");
  return ui;
}

/** A value that must be there: what the host sent or a form checked. */
export function required<T>(value: T | null): T {
  if (value === null) throw new FederpostError("invalid_response", "The engine host sent an id of the wrong kind");
  return value;
}
