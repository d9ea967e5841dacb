import type { SetStage, StageBrowser, StageHomeserver, StageOptions, StageReport } from "../../scripts/stage.ts";
import type { Actor } from "./actor.ts";
import { createNarrator } from "./narrator.ts";
import { openScene, type Scene } from "./scene.ts";

/** The scene of a journey, left to whoever connects from outside: our own debugger lets go of the browsers. */
export const openStage = async ({ dir, browser, servers, say }: StageOptions): Promise<SetStage> => {
  const narrator = createNarrator({ say, picturesDir: null });
  const scene = await openScene({ dir, browser, servers, window: "headless", narrator });
  const report = describe(scene);
  await Promise.all([scene.citizen.browser.letGo(), scene.clerk.browser.letGo()]);
  return { report, strike: () => scene.close() };
};

const describe = ({ homeservers, portal, citizen, clerk }: Scene): StageReport => {
  const actors = [citizen, clerk];
  return {
    homeservers: homeservers.map((homeserver): StageHomeserver => {
      const { url, federationUrl, serverName, databasePath, mediaPath, logPath, pid } = homeserver;
      const users = actors
        .filter((actor) => actor.homeserver === homeserver)
        .map(({ userId, password }) => ({ userId, password }));
      return { url, federationUrl, serverName, databasePath, mediaPath, logPath, pid, users };
    }),
    portal: { origin: portal.origin, pid: process.pid },
    browsers: actors.map(describeBrowser),
  };
};

const describeBrowser = ({ role, userId, browser }: Actor): StageBrowser => {
  const { name, pid, debuggingUrl, profileDir, extensionDir, extensionId } = browser;
  return { role, browser: name, pid, debuggingUrl, profileDir, extensionDir, extensionId, userId };
};
