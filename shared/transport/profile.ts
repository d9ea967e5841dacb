import * as v from "valibot";
import { FederpostError, type Random, type UserId } from "../base/index.ts";
import { errorFor } from "./answer.ts";
import { v3 } from "./call.ts";
import { type Connection, isNotFound } from "./connection.ts";
import { type AccountData, parseAccountData } from "./event.ts";
import { isJson, type Json, type JsonObject } from "./json.ts";
import { jsonObject, list, shaped } from "./schema.ts";

// MSC4133: a whole profile is at most 64 KiB; the answer adds the field's name.
const profileBytes = 66 * 1024;
const accountDataBytes = 1024 * 1024;

const anyJson = v.custom<Json>(isJson, "nested too deep");

const read = { method: "GET", repeat: "idempotent" } as const;

/**
 * One field of a public profile (MSC4133), null when the account has none. Throws `unknown_recipient` when the
 * homeserver knows no such account. The value is anybody's claim until its signature has been checked.
 */
export async function readProfile(connection: Connection, user: UserId, field: string): Promise<Json | null> {
  const call = { ...read, path: v3("profile", user, field), maxBytes: profileBytes };
  const answer = await connection.answer(call);
  if (answer.kind === "ok") return shaped(anyJson, Object.hasOwn(answer.json, field) ? answer.json[field] : null);
  if (!isNotFound(answer.refusal)) throw errorFor(answer.refusal);
  await requireProfile(connection, user);
  return null;
}

/** The same code says "no such field" and "no such account"; only the whole profile tells them apart. */
async function requireProfile(connection: Connection, user: UserId): Promise<void> {
  const answer = await connection.answer({ ...read, path: v3("profile", user), maxBytes: profileBytes });
  if (answer.kind === "ok") return;
  // Synapse 1.163 says 404 M_UNKNOWN here; only M_UNRECOGNIZED would mean that it has no profiles at all.
  if (answer.refusal.status !== 404 || answer.refusal.errcode === "M_UNRECOGNIZED") throw errorFor(answer.refusal);
  throw new FederpostError("unknown_recipient", "The homeserver knows no account of this name.");
}

/** Publishes a field of the own profile; null takes it back. Throws `too_large` when the profile would pass 64 KiB. */
export async function writeProfile(connection: Connection, field: string, value: Json): Promise<void> {
  const path = v3("profile", connection.userId, field);
  if (value === null) return connection.tell({ method: "DELETE", path, repeat: "idempotent" });
  return connection.tell({ method: "PUT", path, body: { [field]: value }, repeat: "idempotent" });
}

const accountDataPath = (connection: Connection, type: string) => v3("user", connection.userId, "account_data", type);

/** The account's own data of a type, null when there is none. The homeserver can read and change it. */
export function readAccountData(connection: Connection, type: string): Promise<JsonObject | null> {
  return connection.askFor(jsonObject, {
    ...read,
    path: accountDataPath(connection, type),
    maxBytes: accountDataBytes,
  });
}

/** Replaces the account's own data of a type. */
export function writeAccountData(connection: Connection, type: string, content: JsonObject): Promise<void> {
  return connection.tell({
    method: "PUT",
    path: accountDataPath(connection, type),
    body: content,
    repeat: "idempotent",
  });
}

const listing = v.object({ account_data: v.optional(v.object({ events: list }), { events: [] }) });
const listingBytes = 16 * 1024 * 1024;
const nothing = { not_types: ["*"] };

/**
 * The account's own data of all types that begin with `prefix`. There is no call for that; a first /sync that filters
 * everything else away answers it, and takes nothing from what the real /sync will bring.
 */
export async function listAccountData(
  connection: Connection,
  { prefix, random }: { readonly prefix: string; readonly random: Random },
): Promise<readonly AccountData[]> {
  // Synapse answers equal first /syncs from a cache for two minutes: a type that nobody has makes each one differ.
  const types = [`${prefix}*`, random.uuid()];
  const filter = JSON.stringify({ presence: nothing, account_data: { types }, room: { rooms: [] } });
  const { account_data } = await connection.ask(listing, {
    ...read,
    path: v3("sync"),
    query: { filter, timeout: "0", set_presence: "offline" },
    timeoutMs: 90_000,
    maxBytes: listingBytes,
  });
  return parseAccountData(account_data.events, { skipped: 0 }).filter(({ type }) => type.startsWith(prefix));
}
