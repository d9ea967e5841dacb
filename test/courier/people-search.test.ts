import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "../../shared/transport/index.ts";
import { type Account, type House, openHouse, sharedRoom } from "./transport-house.ts";

let house: House;
let citizen: Account;
let clerk: Account;

beforeAll(async () => {
  house = await openHouse("raised");
  [citizen, clerk] = [await house.account("erika.mustermann"), await house.account("bauamt")];
});
afterAll(() => house?.close());

/** What the homeserver's search for people answers. */
async function search({ accessToken }: Session, words: string): Promise<unknown> {
  const answer = await fetch(`${house.server.url}/_matrix/client/v3/user_directory/search`, {
    method: "POST",
    headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
    body: JSON.stringify({ search_term: words, limit: 50 }),
  });
  return answer.json();
}

describe("the homeserver's search for people", () => {
  it("finds nobody, also not those one already writes to", async () => {
    await sharedRoom(await citizen.device(), await clerk.device());
    const stranger = await (await house.account("neugierig")).signIn();
    for (const session of [stranger, await clerk.signIn()])
      for (const words of ["erika", "mustermann", citizen.userId])
        expect(await search(session, words)).toMatchObject({ results: [] });
  });
});
