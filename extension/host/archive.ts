import type { ArchiveStateView } from "../../shared/protocol/index.ts";
import type { Mailbox } from "./mailbox.ts";

/** The archive as our pages show it. @throws FederpostError `no_account` or `signed_out`. */
export async function archiveView({ courier }: Mailbox): Promise<ArchiveStateView> {
  const { savedAtMs, waiting, sizeBytes, recoverySinceMs, rollback, restoring } = await courier.archive();
  return {
    savedAtMs,
    waiting,
    sizeBytes,
    recoverySinceMs,
    rolledBackAtMs: rollback?.atMs ?? null,
    restoring: restoring === null ? null : restoringView(restoring),
  };
}

type Restoring = NonNullable<Awaited<ReturnType<Mailbox["courier"]["archive"]>>["restoring"]>;

function restoringView(restoring: Restoring): ArchiveStateView["restoring"] {
  switch (restoring.kind) {
    case "running":
      return { kind: "running" };
    case "older":
      return { kind: "older", atMs: restoring.older.atMs };
    case "done": {
      const { kind, letters, atMs, damaged, tamperedIndexes } = restoring;
      return { kind, letters, atMs, damaged, tamperedIndexes };
    }
  }
}
