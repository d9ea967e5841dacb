import type { JSX } from "preact";
import { Brand } from "../parts/brand.tsx";
import { HelpButton } from "../parts/help-button.tsx";
import { useUi } from "../state/context.ts";

/** The popup before there is an account: it would lose a half-typed form, so the form is in a tab. */
export function Welcome(): JSX.Element {
  const { t, shell } = useUi();
  return (
    <>
      <header class="topbar">
        <Brand />
        <HelpButton />
      </header>
      <main class="welcome">
        <h2>{t("welcome.title")}</h2>
        <p>{t("welcome.text")}</p>
        <button type="button" class="button button-primary" data-testid="set-up" onClick={() => shell.openInbox("#/")}>
          {t("welcome.set_up")}
        </button>
      </main>
    </>
  );
}
