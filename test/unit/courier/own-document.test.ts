import { expect, it } from "vitest";
import { ownDocument } from "../../../shared/courier/own-document.ts";
import { selfWith } from "./small-desk.ts";

it("the own document is verified once, and anew when there is another one", async () => {
  const desk = { self: await selfWith(1) };
  const first = await ownDocument(desk);
  expect(await ownDocument(desk)).toBe(first);
  desk.self = await selfWith(2);
  expect((await ownDocument(desk)).devices).toHaveLength(2);
  desk.self = { ...desk.self, document: `${desk.self.document.slice(0, -4)}AAAA` };
  await expect(ownDocument(desk)).rejects.toMatchObject({ code: "internal" });
});
