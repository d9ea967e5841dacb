import { join } from "node:path";
import { answerApplication, fileApplication, readApplication, seeNoPlaintext } from "./acts.ts";
import { inventApplication } from "./application.ts";
import { inventDecision } from "./journey.ts";
import { createNarrator } from "./narrator.ts";
import { EndedBySignal, onScene } from "./on-scene.ts";
import type { Scene } from "./scene.ts";
import { openDirectory, setDirectory } from "./steps/directory.ts";
import { openInbox } from "./steps/letters.ts";

/** A directory that names the town's office, set for the citizen: who writes can look for it by name, or by service and place. */
const withDirectory = async (scene: Scene, acts: () => Promise<void>): Promise<void> => {
  const opened = await openDirectory(scene);
  try {
    await scene.narrator.step("A directory names the town's office; the citizen's mailbox believes it", () =>
      setDirectory(scene.citizen, opened, scene.narrator),
    );
    await acts();
  } finally {
    await opened.directory.stop();
  }
};

/** J1 and J2 in one, headless: an application, its answer, and what the homeserver could read of both. */
export const walkDemo = (picturesDir: string, say: (line: string) => void): Promise<void> =>
  onScene({ ...demoScene, window: "headless", narrator: createNarrator({ say, picturesDir }) }, async (scene) => {
    const application = await inventApplication({ text: null, filePath: null, dir: join(scene.dir, "sent") });
    const portal = await fileApplication(scene, application);
    const inbox = await readApplication(scene, application);
    const decision = inventDecision();
    await answerApplication(scene, { portal, inbox }, { subject: application.plot, text: decision });
    await seeNoPlaintext(scene, application, [decision]);
  });

/** Two windows ready to use: a citizen on the town's portal, a clerk with the inbox. Ends when both are closed. */
export const showDemo = (say: (line: string) => void): Promise<void> =>
  onScene({ ...demoScene, window: "shown", narrator: createNarrator({ say, picturesDir: null }) }, async (scene) => {
    const { citizen, clerk, portal } = scene;
    await citizen.browser.open(portal.url);
    await openInbox(clerk);
    await withDirectory(scene, async () => {
      await Promise.all([citizen, clerk].map(({ browser }) => browser.closeBlank()));
      // From here on the windows are the person's: nothing debugs them.
      await Promise.all([citizen, clerk].map(({ browser }) => browser.letGo()));
      say("");
      say(`The citizen's window (${citizen.userId}) shows the portal: ${portal.url}`);
      say(`The clerk's window (${clerk.userId}) shows the inbox. Answers go both ways.`);
      say("In a new letter, the citizen finds the office by its name (Bauamt), or by service and place.");
      say("Close both windows, or press Ctrl+C, to end.");
      await Promise.all([citizen.browser.gone, clerk.browser.gone]);
    });
  }).catch((cause: unknown) => {
    if (!(cause instanceof EndedBySignal)) throw cause;
  });

const demoScene = { browser: "chromium", servers: 1, keepIn: null } as const;
