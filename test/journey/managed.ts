import { chmod, cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BrowserName, browserPath } from "../../scripts/setup/index.ts";

/**
 * A browser with an administrator's policy that no other browser of this machine sees: a folder of our own stands, in a mount
 * namespace of the browser's own, where the machine's policies are. Nothing of the machine is changed.
 */

interface Place {
  /** The folder that the browser reads policies below. */
  readonly folder: string;
  /** The file in it. */
  readonly file: string;
  readonly json: (values: object) => object;
}

const extensionId = "nbdojkmdmjbbblohpafcnifdoejfcgih";
const addOnId = "federpost@example.org";

const places: Readonly<Record<BrowserName, Place>> = {
  chromium: {
    folder: "/etc/chromium",
    file: "policies/managed/federpost.json",
    json: (values) => ({ "3rdparty": { extensions: { [extensionId]: values } } }),
  },
  firefox: {
    folder: "/usr/share/firefox-esr/distribution",
    file: "policies.json",
    json: (values) => ({ policies: { "3rdparty": { Extensions: { [addOnId]: values } } } }),
  },
};

/** Why a browser cannot be given a policy of its own here, or null. */
export const whyNotManaged = (): string | null =>
  process.platform === "linux" && process.getuid?.() === 0 ? null : "mount namespaces need root on Linux";

/** Writes the values into `dir` and answers what to start in place of the browser. Null: no policy. */
export const managedBrowser = (browser: BrowserName, dir: string, values: object | null): Promise<string> =>
  browserUnder(browser, dir, values === null ? {} : places[browser].json(values));

/** As `managedBrowser`, for a whole document as the browser reads it. */
export async function browserUnder(browser: BrowserName, dir: string, document: object): Promise<string> {
  const { folder, file } = places[browser];
  const copy = join(dir, `policies-${browser}`);
  await cp(folder, copy, { recursive: true }).catch(() => mkdir(copy, { recursive: true }));
  await mkdir(join(copy, file, ".."), { recursive: true });
  await writeFile(join(copy, file), JSON.stringify(document));
  const script = join(dir, `start-${browser}.sh`);
  // exec keeps the process, so that whoever started it ends it.
  const inner = `mount --bind "$0" ${folder} && exec "$@"`;
  await writeFile(
    script,
    `#!/bin/sh\nexec unshare --mount --propagation private sh -c '${inner}' '${copy}' '${browserPath(browser)}' "$@"\n`,
  );
  await chmod(script, 0o755);
  return script;
}
