import type { JSX } from "preact";
import type { ArchiveStateView, RestoringView } from "../../../shared/protocol/index.ts";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { Time } from "../parts/time.tsx";
import { useAction } from "../state/action.ts";
import { useArchive, useRestoreProgress } from "../state/archive.ts";
import { useUi } from "../state/context.ts";

interface NoticeProps {
  readonly put: (archive: ArchiveStateView) => void;
}

function Running(): JSX.Element {
  const { t } = useUi();
  const progress = useRestoreProgress();
  return (
    <Notice tone="info" testId="restore-running">
      <p>{t("restore.running")}</p>
      {progress !== null && (
        <p>
          <progress value={progress.done} max={Math.max(1, progress.total)} aria-label={t("restore.running")} />{" "}
          {t("restore.progress", { done: progress.done, total: progress.total })}
        </p>
      )}
    </Notice>
  );
}

function StateOf({ atMs }: { readonly atMs: number | null }): JSX.Element | null {
  const { t } = useUi();
  if (atMs === null) return null;
  return (
    <p>
      {t("restore.state_of")} <Time atMs={atMs} form="full" />
    </p>
  );
}

function Older({ atMs, put }: NoticeProps & { readonly atMs: number | null }): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const take = () => void action.run(async () => put(await panel.call("archive.takeOlder", {})));
  return (
    <Notice tone="warning" testId="restore-older">
      <p>{t("restore.older")}</p>
      <StateOf atMs={atMs} />
      <FailureNotice failure={action.failure} />
      <button type="button" class="button" disabled={action.busy} onClick={take} data-testid="take-older">
        {t("restore.take_older")}
      </button>
    </Notice>
  );
}

function Seen({ put }: NoticeProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const seen = () => void action.run(async () => put(await panel.call("archive.acknowledge", {})));
  return (
    <>
      <FailureNotice failure={action.failure} />
      <button type="button" class="button" disabled={action.busy} onClick={seen} data-testid="archive-seen">
        {t("restore.seen")}
      </button>
    </>
  );
}

type Done = Extract<RestoringView, { kind: "done" }>;

function Restored({ result, put }: NoticeProps & { readonly result: Done }): JSX.Element {
  const { t } = useUi();
  const { letters, atMs, damaged, tamperedIndexes } = result;
  const whole = damaged.length === 0 && tamperedIndexes === 0;
  const names = damaged.map(({ name }) => name.slice(0, 8)).join(", ");
  return (
    <Notice tone={whole ? "success" : "warning"} testId="restore-done">
      <p>{letters === 0 ? t("restore.nothing") : t("restore.done", { count: letters })}</p>
      <StateOf atMs={atMs} />
      {damaged.length > 0 && <p>{t("restore.damaged", { count: damaged.length, names })}</p>}
      {tamperedIndexes > 0 && <p>{t("restore.tampered")}</p>}
      <Seen put={put} />
    </Notice>
  );
}

/** What the archive has to say, above the mailbox until the person has seen it. */
export function RestoreNotice(): JSX.Element | null {
  const { t } = useUi();
  const archive = useArchive();
  if (archive.state.kind !== "ready") return null;
  const { restoring, rolledBackAtMs } = archive.state.value;
  const { put } = archive;
  if (restoring?.kind === "running") return <Running />;
  if (restoring?.kind === "older") return <Older atMs={restoring.atMs} put={put} />;
  if (restoring?.kind === "done") return <Restored result={restoring} put={put} />;
  if (rolledBackAtMs === null) return null;
  return (
    <Notice tone="warning" testId="archive-rolled-back">
      <p>{t("archive.rolled_back")}</p>
      <Seen put={put} />
    </Notice>
  );
}
