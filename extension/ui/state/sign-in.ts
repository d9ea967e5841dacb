import { parseUserId, serverOf } from "../../../shared/base/index.ts";

export interface SignInFields {
  readonly homeserver: string;
  readonly user: string;
  readonly password: string;
  readonly deviceName: string;
}

/** Which fields are still empty. */
export const checkSignIn = (fields: SignInFields): Partial<Record<keyof SignInFields, boolean>> => ({
  homeserver: fields.homeserver.trim() === "",
  user: fields.user.trim() === "",
  password: fields.password === "",
  deviceName: fields.deviceName.trim() === "",
});

/** The homeserver as typed, or the one a whole address in the user field names. */
export function homeserverOf({ homeserver, user }: Pick<SignInFields, "homeserver" | "user">): string {
  const address = parseUserId(user.trim());
  return homeserver.trim() === "" && address !== null ? serverOf(address) : homeserver;
}

/** A browser's name for the proposed device name; only ever a proposal. */
export function browserName(userAgent: string): string {
  if (userAgent.includes("Firefox/")) return "Firefox";
  if (userAgent.includes("Edg/")) return "Edge";
  return userAgent.includes("Chrome/") ? "Chromium" : "Browser";
}
