import { FederpostError, fromBase64Url, toBase64Url } from "../../../shared/base/index.ts";
import type { NewWayParam, PresentedWayParam, WayView } from "../../../shared/protocol/index.ts";

/**
 * A passkey as a way in: the browser's authenticator computes 32 bytes (WebAuthn PRF) that nobody else can, after it has
 * checked that the person is there. Nothing of it leaves this browser; there is no server that a passkey would sign in to.
 */

type Passkey = NonNullable<WayView["passkey"]>;

/** Whether this browser lets an extension have passkeys: Firefox does not (its pages have no host that WebAuthn takes). */
export const passkeysWork = (): boolean =>
  location.protocol === "chrome-extension:" && typeof PublicKeyCredential === "function";

const randomBytes = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length));

/** What the person's cancelling, a time-out and a missing authenticator all look like. */
const refused = (cause: unknown) => new FederpostError("user_rejected", "No passkey was given.", { cause });

function secretOf(credential: unknown): string | null {
  if (!(credential instanceof PublicKeyCredential)) return null;
  const first = credential.getClientExtensionResults().prf?.results?.first;
  if (first === undefined) return null;
  const bytes = ArrayBuffer.isView(first)
    ? new Uint8Array(first.buffer.slice(first.byteOffset, first.byteOffset + first.byteLength))
    : new Uint8Array(first);
  return bytes.length === 32 ? toBase64Url(bytes) : null;
}

/**
 * Asks for the passkey. Call it in the click. @throws FederpostError `user_rejected` when none was given, `unsupported`
 * when the authenticator computes no secret.
 */
export async function askPasskey({ credential, salt }: Passkey): Promise<PresentedWayParam> {
  const id = fromBase64Url(credential);
  const first = fromBase64Url(salt);
  if (id === null || first === null) throw new FederpostError("cannot_open", "The stored passkey is damaged.");
  const given = await navigator.credentials
    .get({
      publicKey: {
        challenge: randomBytes(32),
        allowCredentials: [{ type: "public-key", id }],
        userVerification: "required",
        extensions: { prf: { eval: { first } } },
      },
    })
    .catch((cause: unknown) => {
      throw refused(cause);
    });
  const secret = secretOf(given);
  if (secret === null) throw new FederpostError("unsupported", "This authenticator computes no secret.");
  return { kind: "passkey", secret };
}

const ed25519 = -8;
const es256 = -7;
const rs256 = -257;

/** Makes a passkey for this mailbox. Call it in the click. Throws what {@link askPasskey} throws. */
export async function makePasskey(name: string): Promise<NewWayParam> {
  const first = randomBytes(32);
  const made = await navigator.credentials
    .create({
      publicKey: {
        challenge: randomBytes(32),
        rp: { name: "Federpost" },
        user: { id: randomBytes(16), name, displayName: name },
        pubKeyCredParams: [es256, ed25519, rs256].map((alg) => ({ type: "public-key" as const, alg })),
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        extensions: { prf: { eval: { first } } },
      },
    })
    .catch((cause: unknown) => {
      throw refused(cause);
    });
  if (!(made instanceof PublicKeyCredential)) throw refused(null);
  const passkey = { credential: toBase64Url(new Uint8Array(made.rawId)), salt: toBase64Url(first) };
  // Some authenticators compute the secret only when they are asked, not when the passkey is made.
  const secret = secretOf(made) ?? (await secretByAsking(passkey));
  return { kind: "passkey", secret, ...passkey };
}

async function secretByAsking(passkey: Passkey): Promise<string> {
  const presented = await askPasskey(passkey);
  if (presented.kind !== "passkey") throw refused(null);
  return presented.secret;
}
