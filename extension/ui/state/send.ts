import type { AssuranceLevel, LetterId, RoomId, UserId } from "../../../shared/base/index.ts";
import type { LetterData } from "../../../shared/letter/index.ts";
import type { PanelParams, PanelResults } from "../../../shared/protocol/index.ts";
import type { Panel } from "../panel.ts";
import type { ChosenFile } from "./files.ts";

/** A letter as the form holds it. */
export interface Letter {
  readonly to: UserId | null;
  readonly thread: RoomId | null;
  readonly inReplyTo: LetterId | null;
  readonly subject: string;
  readonly text: string;
  readonly files: readonly ChosenFile[];
  readonly draftId: string;
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

type Offered = PanelParams<"letter.write">["attachments"][number];

/** Offers a chosen file to the host; its bytes follow when the host asks for them. */
export function offerChosen(panel: Panel, { file }: ChosenFile): Offered {
  const transfer = crypto.randomUUID();
  panel.offerFile(transfer, file);
  return {
    transfer,
    name: file.name.slice(0, 255).toWellFormed(),
    type: (file.type === "" ? "application/octet-stream" : file.type).slice(0, 127),
    sizeBytes: file.size,
  };
}

/** Hands a letter to the host. When this resolves the host has it; sending goes on without the page. */
export function handOver(panel: Panel, letter: Letter): Promise<PanelResults["letter.write"]> {
  const { files, asks, shows, ...rest } = letter;
  return panel.call("letter.write", {
    ...rest,
    ...asks,
    ...shows,
    attachments: files.map((file) => offerChosen(panel, file)),
  });
}
