import type { LetterId, RoomId } from "../../shared/base/index.ts";
import type { Courier } from "../../shared/courier/index.ts";
import { chooseLanguage, type Language } from "../i18n/index.ts";
import { checkProtocol } from "./check-protocol.ts";
import { offerChunks } from "./panel-files.ts";

/** Makes a letter's evidence bundle and offers it to the page that asked. */
export async function exportLetter(
  courier: Courier,
  at: { readonly thread: RoomId; readonly letter: LetterId },
  chosen: Language | null,
): Promise<{ readonly transfer: string; readonly name: string }> {
  const language = chosen ?? chooseLanguage(null, navigator.languages);
  const bundle = await courier.exportProof(at, (proven) => checkProtocol(language, proven));
  const chunks = (async function* () {
    yield bundle;
  })();
  return { transfer: await offerChunks(chunks), name: `federpost-${at.letter.slice(0, 8)}.zip` };
}
