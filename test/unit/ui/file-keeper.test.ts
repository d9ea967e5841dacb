import { describe, expect, test } from "vitest";
import { FileKeeper } from "../../../extension/ui/state/file-keeper.ts";
import type { ChosenFile } from "../../../extension/ui/state/files.ts";
import { FederpostError } from "../../../shared/base/index.ts";
import { letterLimits } from "../../../shared/letter/index.ts";

const fileOf = (name: string, size = 1): File => ({ name, type: "text/plain", size }) as File;

/** A host that stores by name, as `behave` says. */
function keeperWith(
  behave: (name: string, tries: number) => Promise<void> = async () => undefined,
  start: readonly ChosenFile[] = [],
) {
  const stored = new Map<string, string>();
  const tries = new Map<string, number>();
  const dropped: string[] = [];
  let shown: readonly ChosenFile[] = start;
  const keeper = new FileKeeper(
    {
      store: async (id, { name }) => {
        tries.set(name, (tries.get(name) ?? 0) + 1);
        await behave(name, tries.get(name) ?? 0);
        stored.set(id, name);
      },
      drop: async (id) => {
        dropped.push(id);
        stored.delete(id);
      },
      pause: async () => undefined,
      tell: (files) => {
        shown = files;
      },
    },
    start,
  );
  const states = () => shown.map(({ name, state }) => `${name} ${state.kind}`);
  return { keeper, stored, tries, dropped, states, shown: () => shown };
}

describe("files of a draft", () => {
  test("are stored one after the other as they are chosen, and said to be saved only then", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { keeper, states, stored } = keeperWith(() => promise);
    keeper.add([fileOf("a"), fileOf("b")]);
    expect(states()).toEqual(["a saving", "b waiting"]);
    expect(stored.size).toBe(0);
    resolve();
    expect(await keeper.settle()).toBe(true);
    expect(states()).toEqual(["a saved", "b saved"]);
  });

  test("are stored again where the host died meanwhile, but not for ever", async () => {
    const dies = async (name: string, tries: number) => {
      if (name === "lost" || tries < 3) throw new FederpostError("disconnected", "The host is gone.");
    };
    const { keeper, states, tries } = keeperWith(dies);
    keeper.add([fileOf("a"), fileOf("lost")]);
    expect(await keeper.settle()).toBe(false);
    expect(states()).toEqual(["a saved", "lost failed"]);
    expect([tries.get("a"), tries.get("lost")]).toEqual([3, 4]);
  });

  test("that fail say why, hold up no others, and are tried again when the person says so", async () => {
    let full = true;
    const { keeper, shown, states } = keeperWith(async (name) => {
      if (full && name === "a") throw new FederpostError("storage_full", "There is no room.");
    });
    keeper.add([fileOf("a"), fileOf("b")]);
    expect(await keeper.settle()).toBe(false);
    expect(shown()[0]?.state).toEqual({ kind: "failed", code: "storage_full" });
    expect(states()[1]).toBe("b saved");
    full = false;
    keeper.retry(shown()[0]!.id);
    expect(await keeper.settle()).toBe(true);
  });

  test("that are taken away while they are stored do not stay", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { keeper, stored, dropped, shown } = keeperWith(() => promise);
    keeper.add([fileOf("a")]);
    const { id } = shown()[0]!;
    keeper.remove(id);
    resolve();
    expect(await keeper.settle()).toBe(true);
    expect(dropped).toEqual([id]);
    expect(stored.size).toBe(0);
  });

  test("that are too much for a letter are not stored until others go", async () => {
    const { keeper, states, shown } = keeperWith();
    keeper.add([fileOf("large", letterLimits.attachmentBytes), fileOf("more", 1)]);
    expect(await keeper.settle()).toBe(false);
    expect(states()).toEqual(["large saved", "more waiting"]);
    keeper.remove(shown()[0]!.id);
    expect(await keeper.settle()).toBe(true);
    expect(states()).toEqual(["more saved"]);
  });

  test("that came from another device are missing, and can only be taken away", async () => {
    const lost = { id: "1", name: "a", type: "", sizeBytes: 1, state: { kind: "missing" } } as const;
    const { keeper, dropped } = keeperWith(undefined, [lost]);
    expect(await keeper.settle()).toBe(false);
    keeper.remove("1");
    expect(await keeper.settle()).toBe(true);
    expect(dropped).toEqual(["1"]);
  });

  test("of another window come in, and go when it takes them out; what was taken out here stays out", async () => {
    const { keeper, states, shown } = keeperWith();
    keeper.add([fileOf("a")]);
    await keeper.settle();
    const other = { id: "other", name: "b", type: "", sizeBytes: 1, state: { kind: "saved" } } as const;
    keeper.follow([...shown(), other]);
    expect(states()).toEqual(["a saved", "b saved"]);
    const both = shown();
    keeper.remove(both[0]!.id);
    keeper.follow(both);
    expect(states()).toEqual(["b saved"]);
    keeper.follow([]);
    expect(states()).toEqual([]);
  });

  test("are stored no more once the letter is sent or thrown away", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { keeper, stored } = keeperWith(() => promise);
    keeper.add([fileOf("a"), fileOf("b")]);
    const ended = keeper.end();
    resolve();
    await ended;
    expect([...stored.values()]).toEqual(["a"]);
  });
});
