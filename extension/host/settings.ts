import * as v from "valibot";
import { quietHours, type SettingsView, undoSendSeconds } from "../../shared/protocol/index.ts";
import type { Json, Vault } from "../../shared/vault/index.ts";

/** The person's settings. They lie under the device's seal: some are needed before anybody unlocks. */

const defaults: SettingsView = {
  language: null,
  notifications: true,
  lockAfterMinutes: 15,
  lockWithScreen: true,
  undoSendSeconds: 10,
  quietHours: null,
};

// Each with its default: what an older version stored knows fewer of them.
const settingsSchema = v.object({
  language: v.optional(v.nullable(v.picklist(["de", "en"])), defaults.language),
  notifications: v.optional(v.boolean(), defaults.notifications),
  lockAfterMinutes: v.optional(v.nullable(v.number()), defaults.lockAfterMinutes),
  lockWithScreen: v.optional(v.boolean(), defaults.lockWithScreen),
  undoSendSeconds: v.optional(v.picklist(undoSendSeconds), defaults.undoSendSeconds),
  quietHours: v.optional(v.nullable(quietHours), defaults.quietHours),
});

/** The settings; the defaults where nothing is stored. */
export async function readSettings(vault: Vault): Promise<SettingsView> {
  const parsed = v.safeParse(settingsSchema, (await vault.read("settings", "panel"))?.value);
  return parsed.success ? parsed.output : defaults;
}

export const writeSettings = (vault: Vault, settings: SettingsView): Promise<void> =>
  vault.commit([
    {
      store: "settings",
      key: "panel",
      put: { ...settings, quietHours: settings.quietHours === null ? null : { ...settings.quietHours } },
    },
  ]);

const setUpSchema = v.object({
  recoveryPostponed: v.optional(v.boolean(), false),
  lockChosen: v.optional(v.boolean(), false),
});

/** What the person decided of the first-run steps. */
export type SetUpChoices = v.InferOutput<typeof setUpSchema>;

export async function readSetUp(vault: Vault): Promise<SetUpChoices> {
  const parsed = v.safeParse(setUpSchema, (await vault.read("settings", "set-up"))?.value);
  return parsed.success ? parsed.output : { recoveryPostponed: false, lockChosen: false };
}

export async function noteSetUp(vault: Vault, change: Partial<SetUpChoices>): Promise<void> {
  const put: Json = { ...(await readSetUp(vault)), ...change };
  await vault.commit([{ store: "settings", key: "set-up", put }]);
}

const loginSchema = v.object({ kind: v.picklist(["password", "sso"]) });

/** By what the person signed in here: what the homeserver wants for steps that the session alone does not allow. */
export async function readLogin(vault: Vault): Promise<"password" | "sso"> {
  const parsed = v.safeParse(loginSchema, (await vault.read("settings", "login"))?.value);
  return parsed.success ? parsed.output.kind : "password";
}

export const noteLogin = (vault: Vault, kind: "password" | "sso"): Promise<void> =>
  vault.commit([{ store: "settings", key: "login", put: { kind } }]);
