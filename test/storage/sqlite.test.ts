import { describe, test } from "vitest";
import { contract } from "./contract.ts";
import { sqlitePlace } from "./sqlite-place.ts";

describe("a vault in SQLite", () => {
  for (const { name, run } of contract) test(name, () => run(sqlitePlace));
});
