import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { untilAskedToEnd } from "../../scripts/wait.ts";
import { openScene, type Scene, type SceneOptions } from "./scene.ts";

interface OnScene extends Omit<SceneOptions, "dir"> {
  /** Where everything stays; null takes a folder that is gone afterwards. */
  readonly keepIn: string | null;
}

/** Somebody pressed Ctrl+C, or the like. */
export class EndedBySignal extends Error {}

/**
 * Opens the scene, plays `acts` on it and closes it, whatever happens: also when a signal asks us to end, so that no
 * process and no folder is left behind.
 */
export const onScene = async (
  { keepIn, ...options }: OnScene,
  acts: (scene: Scene) => Promise<void>,
): Promise<void> => {
  const dir = keepIn ?? (await mkdtemp(join(tmpdir(), "federpost-scene-")));
  const asked = untilAskedToEnd().then(() => Promise.reject(new EndedBySignal("ended by a signal")));
  // It may come after the race below is over.
  asked.catch(() => undefined);
  const opening = openScene({ dir, ...options });
  try {
    const scene = await Promise.race([opening, asked]);
    await Promise.race([acts(scene), asked]);
  } finally {
    const scene = await opening.catch(() => null);
    await scene?.close();
    if (keepIn === null) await rm(dir, { recursive: true, force: true });
  }
};
