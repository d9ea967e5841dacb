import { join } from "node:path";
import type { Actor } from "../../journey/actor.ts";
import type { Page } from "../../journey/driver/index.ts";
import { bundleScript } from "../line/extension.ts";

/** A key or token as it lies in a vault, with where. */
export interface Secret {
  readonly what: string;
  readonly bytes: Buffer;
}

/** Everything that a mailbox holds and nobody else may find: its keys and tokens. */
export async function secretsOfVault({ browser }: Actor): Promise<readonly Secret[]> {
  const page = await browser.open(browser.extensionUrl("options.html"));
  const script = await bundleScript(join(import.meta.dirname, "vault-reader.ts"), "reader");
  // The page's policy lets nobody evaluate text; the debugger may.
  const read = new Function("none", `${script}\nreturn reader.readVault();`) as (none: null) => Promise<unknown>;
  const stores = await page.evaluate(read, null);
  await page.close();
  return findSecrets(stores, "vault");
}

const isSecretName = (name: string): boolean => /(secret|token|password|^key|[a-z]Key|seed)$/i.test(name);
const isPublicName = (name: string): boolean => /public|^identityKey$|^mlsKey$|^letterKey$/i.test(name);

function findSecrets(value: unknown, where: string): Secret[] {
  if (Array.isArray(value)) return value.flatMap((one, i) => findSecrets(one, `${where}/${i}`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inside]) => {
    const what = `${where}/${name}`;
    if (typeof inside !== "string") return findSecrets(inside, what);
    if (!isSecretName(name) || isPublicName(name) || inside.length < 32) return [];
    return [{ what, bytes: Buffer.from(inside) }, ...rawOf(what, inside)];
  });
}

/** The bytes that a base64url text stands for. */
const rawOf = (what: string, text: string): Secret[] =>
  /^[A-Za-z0-9_-]{42,88}$/.test(text) ? [{ what: `${what} (raw)`, bytes: Buffer.from(text, "base64url") }] : [];

/** Keeps every message between the extension's contexts that its pages can hear, from now on. */
export async function overhear({ browser }: Actor): Promise<{ readonly heard: () => Promise<string> }> {
  const page: Page = await browser.open(browser.extensionUrl("icons/16.png"));
  await page.goTo(browser.extensionUrl("options.html"));
  await page.evaluate(() => {
    interface Runtime {
      readonly runtime: { readonly onMessage: { addListener(listener: (message: unknown) => void): void } };
    }
    const { chrome } = globalThis as unknown as { chrome: Runtime };
    const kept: unknown[] = [];
    Object.assign(globalThis, { kept });
    chrome.runtime.onMessage.addListener((message) => void kept.push(message));
  }, null);
  return { heard: () => page.evaluate(() => JSON.stringify((globalThis as unknown as { kept: unknown }).kept), null) };
}

/** What lies in the extension's storage areas, as text. */
export async function storageAreas({ browser }: Actor): Promise<string> {
  const page = await browser.open(browser.extensionUrl("options.html"));
  const all = await page.evaluate(async () => {
    type Area = { get(keys: null): Promise<object> } | undefined;
    const { chrome } = globalThis as unknown as { chrome: { storage: Record<string, Area> } };
    const areas = ["local", "sync", "session"].map(async (name) => [
      name,
      (await chrome.storage[name]?.get(null)) ?? {},
    ]);
    return JSON.stringify([await Promise.all(areas), { ...localStorage }, { ...sessionStorage }]);
  }, null);
  await page.close();
  return all;
}
