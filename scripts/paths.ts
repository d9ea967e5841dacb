import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout this script belongs to. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** All state that is not tracked lives here: servers, profiles, results. */
export const stateDir = join(root, ".federpost");

/** What may be shared by several clones: the unpacked homeserver. */
export const cacheDir = process.env.FEDERPOST_CACHE ? resolve(process.env.FEDERPOST_CACHE) : stateDir;
