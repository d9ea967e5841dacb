import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { glob, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root, stateDir } from "../paths.ts";

/** Remembers from which sources something was made, so that it is made again only when they change. */
export interface Stamp {
  /** Whether the product is there and the sources are as they were when it was made. */
  isCurrent(): Promise<boolean>;
  /** Notes the sources as they are now. */
  set(): Promise<void>;
}

interface StampRules {
  readonly name: string;
  /** Folders that must exist for the stamp to count. */
  readonly products: readonly string[];
  readonly sources: readonly string[];
  readonly except?: RegExp;
}

/** A stamp over the contents of `sources` (globs) in this checkout. */
export const stampOf = ({ name, products, sources, except }: StampRules): Stamp => {
  const path = join(stateDir, "stamps", name);
  const hash = async (): Promise<string> => {
    const files: string[] = [];
    for await (const file of glob([...sources], { cwd: root })) if (!except?.test(file)) files.push(file);
    const digest = createHash("sha256");
    for (const file of files.sort()) digest.update(file).update(await readFile(join(root, file)));
    return digest.digest("hex");
  };
  return {
    isCurrent: async () =>
      existsSync(path) &&
      products.every((product) => existsSync(join(root, product))) &&
      (await readFile(path, "utf8")) === (await hash()),
    set: async () => {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await hash());
    },
  };
};
