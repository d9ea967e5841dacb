import { expect, it } from "vitest";
import { admissionOf, writeDemand } from "../../../shared/courier/demand.ts";
import { putEntry, putThread } from "../../../shared/courier/store.ts";
import { automaticData } from "../../../shared/letter/index.ts";
import { clerk, letterOf, room, smallDesk, threadOf } from "./small-desk.ts";

const small = smallDesk();

it("a notice of absence is no answer: whoever has shown nothing stays apart, until the person has written", async () => {
  const { vault, desk } = small;
  await writeDemand(vault, "substantial");
  const notice = letterOf(1, 2, { mine: true, data: automaticData("absence") });
  await vault.commit([putThread(threadOf(1)), putEntry(room(1), letterOf(1, 1)), putEntry(room(1), notice)]);
  const admission = () => admissionOf(desk, threadOf(1), { from: clerk, contact: null });
  expect(await admission()).toEqual({ apart: true, told: "substantial" });
  await vault.commit([putEntry(room(1), letterOf(1, 3, { mine: true }))]);
  expect(await admission()).toEqual({ apart: null, told: null });
});
