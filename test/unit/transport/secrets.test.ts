import { inspect } from "node:util";
import { expect, test } from "vitest";
import { systemClock, systemRandom } from "../../../shared/base/index.ts";
import { Connection } from "../../../shared/transport/connection.ts";
import { usualPatience } from "../../../shared/transport/index.ts";
import { TokenKeeper } from "../../../shared/transport/tokens.ts";
import { accessToken, oneTry, session, transportTo } from "./line.ts";

test("printing what holds a token shows no token", () => {
  const source = {
    session: { ...session("http://127.0.0.1:9"), refreshToken: "syr_secret_refresh_token" },
    onSessionChanged: async () => undefined,
    clock: systemClock,
    random: systemRandom,
    patience: usualPatience,
    fetch: undefined,
  };
  for (const holder of [transportTo("http://127.0.0.1:9", oneTry), new Connection(source), new TokenKeeper(source)]) {
    const shown = inspect(holder, { depth: 9, showHidden: true }) + JSON.stringify(holder);
    expect(shown).not.toContain(accessToken);
    expect(shown).not.toContain("syr_secret");
  }
});
