import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The first of `names` that can be executed, in the folders of PATH and then in `more`; null where there is none. */
export const findProgram = (names: readonly string[], more: readonly string[] = []): string | null => {
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...more];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable) ?? null;
};
