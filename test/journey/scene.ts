import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Language } from "../../extension/i18n/index.ts";
import { type Homeserver, startFederation, startHomeserver } from "../../scripts/homeserver/index.ts";
import type { BrowserName } from "../../scripts/setup/index.ts";
import { type Portal, startPortal } from "../portal/index.ts";
import type { Actor } from "./actor.ts";
import { launchBrowser } from "./driver/index.ts";
import type { Narrator } from "./narrator.ts";
import { nameDomain } from "./steps/domain.ts";
import { signIn } from "./steps/sign-in.ts";

export interface SceneOptions {
  /** Everything lies below it: server state, profiles, downloads. */
  readonly dir: string;
  readonly browser: BrowserName;
  /** 1: citizen and agency on one homeserver; 2: on two that federate. */
  readonly servers: 1 | 2;
  readonly window: "headless" | "shown";
  /** `real` unless said: what a person waits for on a server as it is delivered is part of a journey. */
  readonly rateLimits?: "real" | "raised";
  readonly narrator: Narrator;
  /** German for the citizen and English for the clerk unless said. */
  readonly languages?: Readonly<Record<Actor["role"], Language>>;
  /** A proxy, as `host:port`, for everything the browsers ask for. */
  readonly proxy?: string;
}

/** Real parts, ready for a journey: homeservers, the town's portal, and two people at their browsers, signed in. */
export interface Scene {
  readonly homeservers: readonly Homeserver[];
  readonly portal: Portal;
  readonly citizen: Actor;
  readonly clerk: Actor;
  readonly narrator: Narrator;
  readonly dir: string;
  close(): Promise<void>;
}

/** Sets the scene. When a part does not start, those that did are ended before the error goes on. */
export const openScene = async (options: SceneOptions): Promise<Scene> => {
  const { dir, narrator } = options;
  const open: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    // Browsers first: a homeserver that vanishes under them would only make them wait.
    for (const end of open.splice(0).reverse()) await end();
  };
  try {
    const homeservers = await narrator.step(`${options.servers} homeserver(s) start`, () => openHomeservers(options));
    open.push(...homeservers.map((homeserver) => () => homeserver.stop()));
    const portal = await narrator.step("The town's portal starts", () => startPortal());
    open.push(() => portal.stop());
    const [first, last] = [homeservers[0], homeservers.at(-1)];
    if (first === undefined || last === undefined) throw new Error("There is no homeserver");
    const [citizen, clerk] = await narrator.step(`Two ${options.browser} browsers start`, async () => {
      const both = await Promise.allSettled([
        enter(options, { role: "citizen", user: "erika.mustermann", homeserver: first }),
        enter(options, { role: "clerk", user: "bauamt", homeserver: last }),
      ]);
      for (const one of both) if (one.status === "fulfilled") open.push(() => one.value.browser.close());
      return both.map((one) => {
        if (one.status === "rejected") throw one.reason;
        return one.value;
      });
    });
    if (citizen === undefined || clerk === undefined) throw new Error("Somebody is missing");
    const scene: Scene = { homeservers, portal, citizen, clerk, narrator, dir, close };
    await makeReady(scene);
    return scene;
  } catch (cause) {
    await close();
    throw cause;
  }
};

const openHomeservers = async ({ dir, servers, rateLimits = "real" }: SceneOptions): Promise<readonly Homeserver[]> => {
  if (servers === 1) return [await startHomeserver({ dir: join(dir, "homeserver"), rateLimits })];
  const federation = await startFederation({ dir: join(dir, "homeservers"), count: 2, rateLimits });
  return federation.servers;
};

const enter = async (
  { dir, browser, window, proxy, languages = { citizen: "de", clerk: "en" } }: SceneOptions,
  who: Pick<Actor, "role" | "user" | "homeserver">,
): Promise<Actor> => {
  const password = randomBytes(12).toString("base64url");
  // A homeserver that somebody else runs knows names of earlier journeys.
  const user = who.homeserver.pid === null ? `${who.user}.${randomBytes(4).toString("hex")}` : who.user;
  const { userId } = await who.homeserver.createUser({ user, password });
  const language = languages[who.role];
  const launched = await launchBrowser({
    browser,
    dir: join(dir, who.role),
    language,
    window,
    ...(proxy !== undefined && { proxy }),
  });
  return { ...who, user, userId, password, browser: launched };
};

const makeReady = async ({ citizen, clerk, portal, narrator }: Scene): Promise<void> => {
  await narrator.step("The citizen signs in on the first page", async () => {
    const inbox = await signIn(citizen, narrator);
    await inbox.close();
  });
  await narrator.step("The clerk signs in and names the town's domain as the mailbox's own", async () => {
    const inbox = await signIn(clerk, narrator);
    const file = await nameDomain(clerk, {
      domain: new URL(portal.origin).host,
      name: "Bauamt der Stadt Musterlingen",
    });
    portal.setWellKnown(await readFile(file, "utf8"));
    await inbox.close();
  });
};
