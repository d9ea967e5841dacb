import fc from "fast-check";
import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { pastedFiles } from "../../../extension/ui/state/files.ts";
import { distinctNames, zipFiles } from "../../../extension/ui/state/zip.ts";

const open = async (zip: Blob) => unzipSync(new Uint8Array(await zip.arrayBuffer()));

describe("all files of a letter in one ZIP file", () => {
  test("come out as they went in, large and empty ones too", async () => {
    const large = Uint8Array.from({ length: 3_000_000 }, (_, at) => (at * 2654435761) >>> 13);
    const files = [new Uint8Array(0), large, new TextEncoder().encode("Grüße")];
    const zip = await zipFiles(["leer.txt", "groß.bin", "Gruß.txt"], async (index) => new Blob([files[index]!]));
    const opened = await open(zip);
    expect(Object.keys(opened)).toEqual(["leer.txt", "groß.bin", "Gruß.txt"]);
    for (const [index, bytes] of Object.values(opened).entries()) {
      expect(Buffer.compare(bytes, files[index]!)).toBe(0);
    }
  });

  test("with one name lie beside each other", async () => {
    const zip = await zipFiles(
      ["Bescheid.pdf", "bescheid.PDF", "Bescheid.pdf"],
      async (index) => new Blob([`${index}`]),
    );
    const opened = Object.entries(await open(zip)).map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]);
    expect(opened).toEqual([
      ["Bescheid.pdf", "0"],
      ["bescheid (2).PDF", "1"],
      ["Bescheid (3).pdf", "2"],
    ]);
  });

  test("climb out of no folder and hide no ending", () => {
    expect(distinctNames(["../../.bashrc", "C:\\Windows\\x.dll", "rechnung\u202efdp.exe"])).toEqual([
      "_.._.bashrc",
      "C__Windows_x.dll",
      "rechnungfdp.exe",
    ]);
  });

  test("have distinct names, whatever the sender calls them", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "A", "a (2)", "a.b", "A.B", "a (2).b", "", "/"), { maxLength: 30 }),
        (names) => {
          const lower = distinctNames(names).map((name) => name.toLowerCase());
          expect(new Set(lower).size).toBe(names.length);
        },
      ),
    );
  });

  test("are none when one of them cannot be fetched", async () => {
    const failing = async (index: number) => {
      if (index === 1) throw new Error("gone");
      return new Blob(["a"]);
    };
    await expect(zipFiles(["a", "b", "c"], failing)).rejects.toThrow("gone");
  });
});

describe("a paste into a letter", () => {
  const file = new File(["x"], "bild.png");
  const pasted = (types: string[]) => pastedFiles({ types, files: Object.assign([file], { item: () => file }) });

  test("adds its files", () => expect(pasted(["Files"])).toEqual([file]));
  test("stays text where there is text", () => expect(pasted(["text/plain", "Files"])).toEqual([]));
  test("without content adds nothing", () => expect(pastedFiles(null)).toEqual([]));
});
