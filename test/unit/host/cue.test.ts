import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCue, writeCue } from "../../../extension/host/cue.ts";
import { parsePanelCall } from "../../../extension/host/panel-api.ts";
import { type Cue, portalEvents, portalMethods } from "../../../shared/protocol/index.ts";
import { temporaryVault } from "../../fake/surroundings.ts";

const cue: Cue = {
  phrase: "Grüne Gießkanne",
  picture: [
    { shape: "star", colour: "blue" },
    { shape: "moon", colour: "orange" },
    { shape: "heart", colour: "grey" },
  ],
};

describe("the secret sign", () => {
  let place: Awaited<ReturnType<typeof temporaryVault>>;
  beforeEach(async () => {
    place = await temporaryVault();
  });
  afterEach(() => place.remove());

  it("is kept, changed and removed", async () => {
    const { vault } = place;
    expect(await readCue(vault)).toBeNull();
    await writeCue(vault, cue);
    expect(await readCue(vault)).toEqual(cue);
    await writeCue(vault, { phrase: "", picture: cue.picture });
    expect(await readCue(vault)).toEqual({ phrase: "", picture: cue.picture });
    await writeCue(vault, null);
    expect(await readCue(vault)).toBeNull();
  });

  it("is words, three shapes, or both, on one line", () => {
    const kindOf = (wanted: unknown) => parsePanelCall("cue.write", { cue: wanted }).kind;
    for (const good of [cue, null, { ...cue, picture: [] }, { ...cue, phrase: "" }]) expect(kindOf(good)).toBe("call");
    for (const bad of [
      { phrase: " ", picture: [] },
      { ...cue, phrase: "x".repeat(41) },
      { ...cue, picture: cue.picture.slice(0, 2) },
      { ...cue, picture: [...cue.picture, ...cue.picture] },
      { ...cue, picture: [{ shape: "dragon", colour: "blue" }, ...cue.picture.slice(1)] },
      { ...cue, extra: 1 },
    ])
      expect(kindOf(bad), JSON.stringify(bad)).toBe("refused");
  });

  it("is in no method and no event of pages", () => {
    const names = [...portalMethods, ...Object.keys(portalEvents)];
    expect(names.filter((name) => /cue|sign\b/.test(name) && name !== "document.sign")).toEqual([]);
  });
});
