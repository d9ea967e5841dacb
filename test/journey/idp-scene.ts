import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { freePorts, type Homeserver, startHomeserver } from "../../scripts/homeserver/index.ts";
import {
  chromiumReturnUrl,
  federpostClient,
  firefoxReturnUrl,
  type IdentityProvider,
  type Person,
  startIdentityProvider,
} from "../../scripts/idp/index.ts";
import { extensionFolder } from "./driver/extension.ts";

export const providerName = "BundID (Test)";

/** Who is known at the provider. Levels as BundID names them. */
export const people: readonly Person[] = [
  { id: "erika", name: "Erika Mustermann", acr: "STORK-QAA-Level-4" },
  { id: "max", name: "Max Mustermann", acr: "STORK-QAA-Level-1" },
  { id: "again", name: "Anna Beispiel", acr: "STORK-QAA-Level-3" },
  { id: "kept", name: "Karl Beispiel", acr: "STORK-QAA-Level-3" },
];

/** The list of providers as an administrator hands it out. */
export const issuerList = ({ issuer, keys }: IdentityProvider): string =>
  JSON.stringify([
    {
      issuer,
      name: providerName,
      clientId: federpostClient,
      keys,
      levels: { "STORK-QAA-Level-1": "low", "STORK-QAA-Level-3": "substantial", "STORK-QAA-Level-4": "high" },
      maxAgeDays: 365,
      until: "2099-12-31",
    },
  ]);

/** A homeserver that lets people in by a provider, and the provider. */
export interface IdpHouse {
  readonly provider: IdentityProvider;
  /** Starts the provider again at its old address, after it was stopped. */
  readonly restartProvider: () => Promise<IdentityProvider>;
  readonly homeserver: Homeserver;
  readonly stop: () => Promise<void>;
}

/** Where the built extension's logins come back to, in either browser. */
export async function returnUrls(): Promise<readonly string[]> {
  const manifestOf = async (browser: "chromium" | "firefox") =>
    JSON.parse(await readFile(join(extensionFolder(browser), "manifest.json"), "utf8"));
  const [chromium, firefox] = await Promise.all([manifestOf("chromium"), manifestOf("firefox")]);
  return [chromiumReturnUrl(chromium.key), firefoxReturnUrl(firefox.browser_specific_settings.gecko.id)];
}

/** Starts both. The caller stops them. */
export async function openIdpHouse(
  dir: string,
  { passwords, redirectUris }: { readonly passwords: boolean; readonly redirectUris: readonly string[] },
): Promise<IdpHouse> {
  const [port = 0, providerPort = 0] = await freePorts(2);
  const client = { url: `http://127.0.0.1:${port}`, clientId: "synapse", clientSecret: crypto.randomUUID() };
  const start = () =>
    startIdentityProvider({ people, redirectUris, homeserver: client, port: providerPort, tokenSeconds: 600 });
  let provider = await start();
  const { clientId, clientSecret } = client;
  const sso = {
    issuer: provider.issuer,
    name: providerName,
    clientId,
    clientSecret,
    returnUrls: redirectUris,
    passwords,
  };
  try {
    const homeserver = await startHomeserver({ dir: join(dir, "homeserver"), rateLimits: "raised", port, sso });
    return {
      get provider() {
        return provider;
      },
      restartProvider: async () => {
        provider = await start();
        return provider;
      },
      homeserver,
      stop: async () => {
        await homeserver.stop();
        await provider.stop();
      },
    };
  } catch (cause) {
    await provider.stop();
    throw cause;
  }
}
