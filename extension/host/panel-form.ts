import { FederpostError } from "../../shared/base/index.ts";
import { readLetter } from "../../shared/courier/index.ts";
import { checkAnswers, parseFormRequest } from "../../shared/letter/index.ts";
import type { LetterRecord } from "../../shared/mailbox/index.ts";
import type { PanelParams } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";

/**
 * The data of a letter as it is stored: a form that is asked for must be one, and answers must fit the form of the letter that they
 * answer; `files` are the names of those that go with it. @throws FederpostError `invalid_params` when they do not.
 */
export async function checkedData(
  vault: Vault,
  { data, thread, inReplyTo }: Pick<PanelParams<"letter.write">, "data" | "thread" | "inReplyTo">,
  files: readonly string[],
): Promise<LetterRecord["data"]> {
  if (data === null) return null;
  const request = parseFormRequest(data);
  if (request !== null && "fault" in request) throw new FederpostError("invalid_params", "This is no form.");
  const asked = thread === null || inReplyTo === null ? null : await readLetter(vault, thread, inReplyTo);
  const question = asked === null ? null : parseFormRequest(asked.data);
  if (question !== null && "form" in question && question.name === data.schema) {
    if (checkAnswers(question.form, data.json, { files }).size > 0)
      throw new FederpostError("invalid_params", "The answers do not fit the form.");
  }
  return { schema: data.schema, json: JSON.parse(JSON.stringify(data.json)) };
}
