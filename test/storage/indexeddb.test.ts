import "fake-indexeddb/auto";
import { describe, test } from "vitest";
import { contract } from "./contract.ts";
import { indexedDbPlace } from "./indexeddb-place.ts";

describe("a vault in IndexedDB", () => {
  for (const { name, run } of contract) test(name, () => run(indexedDbPlace));
});
