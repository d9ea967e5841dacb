import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { ConsentView } from "../../../shared/protocol/index.ts";
import { useUi } from "../state/context.ts";
import { Unlock } from "../views/unlock.tsx";
import { Asker } from "./asker.tsx";

/** A page asks for something while the mailbox is locked. Who asks stands above; the page learns only that it waits. */
export function UnlockFor({ view }: { readonly view: ConsentView }): JSX.Element {
  const { t } = useUi();
  const title = useRef<HTMLHeadingElement>(null);
  return (
    <div class="question" data-testid="unlock-for">
      <div class="consent">
        <Asker view={view} title={title} />
      </div>
      <Unlock place="consent">
        <p>{t("unlock.for_page")}</p>
      </Unlock>
    </div>
  );
}
