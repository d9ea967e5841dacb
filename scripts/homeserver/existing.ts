import type { Homeserver } from "./start.ts";
import { registerUser } from "./users.ts";

/**
 * The homeserver at `url`, run by somebody else. Accounts are made with FEDERPOST_HOMESERVER_SECRET, its registration
 * shared secret; FEDERPOST_HOMESERVER_NAME is its server name where it does not say so itself. What needs its process or its files throws and says so.
 */
export const existingHomeserver = async (url: string, dir: string): Promise<Homeserver> => {
  const base = new URL(url).href.replace(/\/$/, "");
  const secret = process.env.FEDERPOST_HOMESERVER_SECRET;
  return {
    url: base,
    federationUrl: null,
    serverName: process.env.FEDERPOST_HOMESERVER_NAME ?? (await askServerName(base)),
    dir,
    databasePath: "",
    mediaPath: "",
    logPath: "",
    pid: null,
    createUser: (user) =>
      secret ? registerUser(base, secret, user) : refuse("FEDERPOST_HOMESERVER_SECRET is not set"),
    kill: () => refuse("it cannot be killed from here"),
    restart: () => refuse("it cannot be restarted from here"),
    snapshot: () => refuse("its state cannot be copied from here"),
    logTail: () => "(the log is with the homeserver's operator)",
    stop: async () => undefined,
  };
};

const refuse = (why: string): Promise<never> =>
  Promise.reject(new Error(`The homeserver of FEDERPOST_HOMESERVER is not ours: ${why}.`));

// The name is not part of the client API; the key server's answer carries it, and the URL's host is the usual default.
const askServerName = async (base: string): Promise<string> => {
  const response = await fetch(`${base}/_matrix/key/v2/server`).catch(() => null);
  const body: unknown = response?.ok ? await response.json() : null;
  const name = body !== null && typeof body === "object" && "server_name" in body ? body.server_name : null;
  return typeof name === "string" ? name : new URL(base).host;
};
