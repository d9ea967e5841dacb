import {
  type AssuranceLevel,
  FederpostError,
  type LetterId,
  type RoomId,
  type UserId,
} from "../../../shared/base/index.ts";
import type { LetterData } from "../../../shared/letter/index.ts";
import type { PanelResults } from "../../../shared/protocol/index.ts";
import type { Panel } from "../panel.ts";
import type { DraftFields, DraftHandle } from "./use-draft.ts";
import type { FilesHandle } from "./use-files.ts";

/** A letter as the form holds it. */
export interface Letter {
  readonly to: UserId | null;
  readonly thread: RoomId | null;
  readonly inReplyTo: LetterId | null;
  readonly subject: string;
  readonly text: string;
  readonly format: DraftFields["format"];
  readonly asks: Asks;
  readonly shows: Shows;
}

/** What the recipient is asked for beside reading. */
export interface Asks {
  /** Day by which they should acknowledge the letter. */
  readonly acknowledgeBy: string | null;
  /** A form to be filled in, or the answers to one. */
  readonly data: LetterData | null;
  /** How well it must be borne out who they are; null: it need not be. */
  readonly demands: AssuranceLevel | null;
}

/** What goes with the letter of who the person is. */
export interface Shows {
  readonly showPerson: boolean;
}

interface Written {
  readonly draft: DraftHandle;
  readonly files: FilesHandle;
}

/**
 * Hands a letter to the host: first all of its draft, whose files go with it. When this resolves the host has it; sending goes on
 * without the page. @throws FederpostError `file_changed` where a file could not be stored.
 */
export async function handOver(
  panel: Panel,
  letter: Letter,
  { draft, files }: Written,
): Promise<PanelResults["letter.write"]> {
  const { asks, shows, ...rest } = letter;
  if (!(await files.settle())) throw new FederpostError("file_changed", "A file of the letter is not stored.");
  // It is what the letter becomes again where it is taken back.
  await draft.keep();
  const { draftId } = draft;
  const sent = await panel.call("letter.write", { ...rest, ...asks, ...shows, draftId });
  draft.end();
  await files.end();
  return sent;
}

/** Throws away what is being written, with its files. */
export async function throwAway(panel: Panel, { draft, files }: Written): Promise<void> {
  draft.end();
  await files.end();
  // A save that is under way must not arrive after the draft is gone.
  await draft.flush();
  await panel.call("drafts.discard", { draftId: draft.draftId });
}
