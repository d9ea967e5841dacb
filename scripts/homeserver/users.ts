import { createHmac } from "node:crypto";

export interface NewUser {
  /** The local part: lower case letters, digits and `._=-/+`. */
  readonly user: string;
  readonly password: string;
  readonly admin?: boolean;
}

export interface CreatedUser {
  readonly user: string;
  readonly userId: string;
  readonly password: string;
}

/**
 * Registers an account by Synapse's shared-secret API, which needs no open registration and makes no device.
 * Throws when the server refuses, for example because the name is taken.
 */
export const registerUser = async (url: string, sharedSecret: string, wanted: NewUser): Promise<CreatedUser> => {
  const endpoint = `${url}/_synapse/admin/v1/register`;
  const { nonce } = await json<{ nonce: string }>(await fetch(endpoint));
  const role = wanted.admin === true ? "admin" : "notadmin";
  const mac = createHmac("sha1", sharedSecret).update([nonce, wanted.user, wanted.password, role].join("\0"));
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      nonce,
      username: wanted.user,
      password: wanted.password,
      admin: wanted.admin === true,
      inhibit_login: true,
      mac: mac.digest("hex"),
    }),
  });
  const { user_id } = await json<{ user_id: string }>(response);
  return { user: wanted.user, userId: user_id, password: wanted.password };
};

const json = async <T>(response: Response): Promise<T> => {
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  throw new Error(`The homeserver refused to register an account: ${response.status} ${JSON.stringify(body)}`);
};
