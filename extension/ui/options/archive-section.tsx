import type { JSX } from "preact";
import type { ArchiveStateView } from "../../../shared/protocol/index.ts";
import { RemoteView } from "../parts/remote.tsx";
import { Time } from "../parts/time.tsx";
import { useArchive } from "../state/archive.ts";
import { useUi } from "../state/context.ts";
import { RestoreNotice } from "../views/restore-notice.tsx";

function Facts({ archive }: { readonly archive: ArchiveStateView }): JSX.Element {
  const { t, format } = useUi();
  const { savedAtMs, waiting, sizeBytes, recoverySinceMs } = archive;
  return (
    <ul>
      <li data-testid="archive-saved">
        {savedAtMs === null ? (
          t("archive.never")
        ) : (
          <>
            {t("archive.saved")} <Time atMs={savedAtMs} form="full" />
          </>
        )}
      </li>
      <li data-testid="archive-waiting" data-waiting={waiting}>
        {waiting === 0 ? t("archive.complete") : t("archive.waiting", { count: waiting })}
      </li>
      <li>{t("archive.size", { size: format.size(sizeBytes) })}</li>
      <li data-testid="archive-recovery">
        {recoverySinceMs === null ? (
          t("archive.no_recovery")
        ) : (
          <>
            {t("archive.recovery_since")} <Time atMs={recoverySinceMs} form="date" />
          </>
        )}
      </li>
    </ul>
  );
}

/** Whether the letters are safe should this device be lost. */
export function ArchiveSection(): JSX.Element {
  const { t } = useUi();
  const archive = useArchive();
  return (
    <section aria-labelledby="archive-title" data-testid="archive">
      <h2 id="archive-title">{t("archive.title")}</h2>
      <p class="hint">{t("archive.text")}</p>
      <RestoreNotice />
      <RemoteView of={archive}>{(value) => <Facts archive={value} />}</RemoteView>
    </section>
  );
}
