import type { LetterId, RoomId } from "../../shared/base/index.ts";
import type { Courier } from "../../shared/courier/index.ts";
import { chooseLanguage, type Language } from "../i18n/index.ts";
import { checkProtocol } from "./check-protocol.ts";
import { offerChunks } from "./panel-files.ts";

interface At {
  readonly thread: RoomId;
  readonly letter: LetterId;
}

/** Makes a letter's evidence bundle, and the name of its file. */
export async function proofOf(
  courier: Courier,
  at: At,
  chosen: Language | null,
): Promise<{ readonly bundle: Uint8Array; readonly name: string }> {
  const language = chosen ?? chooseLanguage(null, navigator.languages);
  const bundle = await courier.exportProof(at, (proven) => checkProtocol(language, proven));
  return { bundle, name: `federpost-${at.letter.slice(0, 8)}.zip` };
}

/** Makes a letter's evidence bundle and offers it to the page that asked. */
export async function exportLetter(
  courier: Courier,
  at: At,
  chosen: Language | null,
): Promise<{ readonly transfer: string; readonly name: string }> {
  const { bundle, name } = await proofOf(courier, at, chosen);
  const chunks = (async function* () {
    yield bundle;
  })();
  return { transfer: await offerChunks(chunks), name };
}
