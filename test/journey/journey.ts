import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { JourneyOptions } from "../../scripts/journeys.ts";
import { answerApplication, fileApplication, readApplication, seeNoPlaintext } from "./acts.ts";
import { inventApplication } from "./application.ts";
import { exportLetters } from "./export.ts";
import { createNarrator } from "./narrator.ts";
import { onScene } from "./on-scene.ts";
import type { Scene } from "./scene.ts";
import { certifyAgency, compareCodes } from "./steps/trust.ts";

/** J1: a citizen files an application with attachments from a portal page; the clerk reads it in the inbox. */
export const walkJ1 = (options: JourneyOptions): Promise<void> =>
  walk("J1", options, async (scene) => {
    const application = await inventApplication({ ...options, dir: join(scene.dir, "sent") });
    await certifyAgency(scene);
    await fileApplication(scene, application, "certified");
    await readApplication(scene, application);
    await seeNoPlaintext(scene, application, []);
  });

/**
 * J2, its inbox part: the clerk answers, the citizen reads the decision in the inbox, and the portal learns only that
 * there is one. `text` is the decision's.
 */
export const walkJ2 = (options: JourneyOptions): Promise<void> =>
  walk("J2", options, async (scene) => {
    const application = await inventApplication({ ...options, text: null, dir: join(scene.dir, "sent") });
    await certifyAgency(scene);
    const portal = await fileApplication(scene, application, "certified");
    const inbox = await readApplication(scene, application);
    const decision = options.text ?? inventDecision();
    await answerApplication(scene, { portal, inbox }, { subject: application.plot, text: decision });
    await compareCodes(scene, application.plot);
    await seeNoPlaintext(scene, application, [decision]);
  });

/** The text of a decision, with a random part that cannot stand anywhere by coincidence. */
export const inventDecision = (): string =>
  `Sehr geehrte Frau Mustermann,\n\nIhr Vorhaben ist genehmigt, Zeichen ${randomBytes(12).toString("hex")}.`;

export const walk = async (
  name: string,
  { browser, servers, keepDir, say, look }: JourneyOptions,
  acts: (scene: Scene) => Promise<void>,
): Promise<void> => {
  const keepIn = keepDir === null ? null : await freshFolder(keepDir, name);
  const narrator = createNarrator({
    say,
    picturesDir: keepIn === null ? null : join(keepIn, "pictures"),
    ...(look && { look }),
  });
  await onScene({ browser, servers, window: "headless", narrator, keepIn }, async (scene) => {
    try {
      await acts(scene);
    } finally {
      if (keepIn !== null) await exportLetters(scene, join(keepIn, "letters"));
    }
  });
};

/** `J1` below what the person named, or `J1-2` and so on where earlier journeys were kept. */
export const freshFolder = async (keepDir: string, name: string): Promise<string> => {
  let dir = join(keepDir, name);
  for (let number = 2; existsSync(dir); number++) dir = join(keepDir, `${name}-${number}`);
  await mkdir(dir, { recursive: true });
  return dir;
};
