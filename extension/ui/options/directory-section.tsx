import type { JSX } from "preact";
import { RemoteView } from "../parts/remote.tsx";
import { useUi } from "../state/context.ts";
import { useSources } from "../state/suggestions.ts";
import { SourceSetting } from "./source-setting.tsx";

/** The directory in which this mailbox looks for agencies. */
export function DirectorySection(): JSX.Element {
  const { t } = useUi();
  const sources = useSources();
  return (
    <section aria-labelledby="directory-title" data-testid="directory">
      <h2 id="directory-title">{t("directory.title")}</h2>
      <p class="hint">{t("directory.text")}</p>
      <RemoteView of={sources}>
        {({ directory }) => (
          <>
            {directory === null && <p>{t("directory.no_source")}</p>}
            <SourceSetting kind="directory" source={directory} put={sources.put} />
          </>
        )}
      </RemoteView>
    </section>
  );
}
