import { type Clock, type DeviceId, FederpostError, type Random, type UserId } from "../base/index.ts";
import { generateSigningKey, type SigningKey } from "../crypto/index.ts";
import { issueIdentityDocument, verifyIdentityDocument, type X509Evidence } from "../identity/index.ts";
import {
  createTransport,
  discoverHomeserver,
  type Fetch,
  login,
  type Session,
  type Transport,
} from "../transport/index.ts";
import type { Vault, WayIn } from "../vault/index.ts";
import { makeArchiveKey, putArchiveKey } from "./archive/key.ts";
import { hasRecovery } from "./archive/recovery.ts";
import { certify, documentLifetimeMs, renewCertificate } from "./certify.ts";
import { type Desk, parseSelf, type Self } from "./desk.ts";
import { eraseMailbox, keepLetters } from "./erase.ts";
import { storeIdentityKey, withIdentityKey } from "./identity-key.ts";
import { runsElsewhere } from "./run.ts";
import { parseSession } from "./session.ts";
import { newWaiting, putWaiting } from "./waiting-record.ts";

/**
 * The account of this device: signing in makes identity key, identity document, device certificate and letter key,
 * and stores them before anybody outside sees one. What was interrupted is taken up again by `finishSignIn`.
 */

export const identityField = "de.federpost.identity";

/** What a person signs in by. */
export type SignInProof =
  | { readonly kind: "password"; readonly user: string; readonly password: string }
  | {
      readonly kind: "sso";
      /** The homeserver that was found, where the tokens are good. */
      readonly baseUrl: string;
      /** A token of a login at the identity provider. Asked for twice where a device comes back. */
      readonly loginToken: () => Promise<string>;
    };

export interface SignInRequest {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch?: Fetch;
  readonly homeserver: string;
  readonly by: SignInProof;
  readonly deviceName: string;
  readonly onStep: (step: SignInStep, done: number) => void;
}

/** What signing in is doing, in this order. */
export type SignInStep = "discover" | "login" | "keys" | "publish";
export const signInSteps: readonly SignInStep[] = ["discover", "login", "keys", "publish"];

/** `waiting`: the account has devices already; one of them, or the recovery key, must let this one in (`openWaiting`). */
export type SignedIn = "ready" | "waiting";

/**
 * Signs in and makes this device's identity, or keys that wait for it. @throws FederpostError `wrong_password`,
 * `login_refused`, `offline`, `not_a_homeserver`, `certificate_error`, `rate_limited`, and what `loginToken` throws.
 */
export async function signIn(request: SignInRequest): Promise<SignedIn> {
  const { vault, onStep, by } = request;
  onStep("discover", 0);
  const baseUrl = await findHomeserver(request);
  onStep("login", 1);
  const known = await readAccount(vault);
  const session = await logIn(request, { baseUrl });
  const same = known !== null && isSameUser(known.self.account, by) && known.self.account === session.userId;
  if (!same || !(await goesOn(request, { session, self: known.self }))) return signInAnew(request, session);
  onStep("keys", 2);
  // Signed out from afar and back again: under its old id the device's groups and certificate go on.
  const { deviceId } = known.self;
  const again = await logIn(request, { baseUrl, deviceId }).finally(() => leave(request, session));
  await vault.commit([
    { store: "session", key: "matrix", put: { ...again } },
    { store: "session", key: "published", put: false },
    // The homeserver threw the device's key packages away with it.
    { store: "session", key: "keyCounts", put: { counts: {}, unusedFallback: [] } },
  ]);
  return "ready";
}

async function findHomeserver({ homeserver, by, fetch }: SignInRequest): Promise<string> {
  if (by.kind === "sso") return by.baseUrl;
  const found = await discoverHomeserver(homeserver, fetch === undefined ? {} : { fetch });
  if (found.passwordLogin) return found.baseUrl;
  throw new FederpostError("unsupported", "This homeserver does not let people in by password.");
}

async function logIn(
  { by, clock, fetch }: SignInRequest,
  at: { readonly baseUrl: string; readonly deviceId?: DeviceId },
): Promise<Session> {
  const proof = by.kind === "password" ? by : { kind: "token" as const, token: await by.loginToken() };
  // The name that the person gave the device stays in the vault: the homeserver shows its list to whoever it likes.
  return login({ ...at, proof, deviceName: "Federpost", clock, ...(fetch && { fetch }) });
}

/** A device that the homeserver has just made, and that is not needed, must not stay behind. */
const leave = (request: SignInRequest, session: Session): Promise<void> =>
  transportFor(request, session)
    .logout()
    .catch(() => undefined);

/**
 * Whether the device that is stored here may go on under its old id: no other one has taken it out of the account, and this
 * profile is no copy of one that runs elsewhere, which a session under the same id would throw out.
 */
async function goesOn(
  request: SignInRequest,
  { session, self }: { readonly session: Session; readonly self: Self },
): Promise<boolean> {
  const transport = transportFor(request, session);
  if (await runsElsewhere({ vault: request.vault, transport }, self.deviceId)) return false;
  return isStillListed(transport, self);
}

/** Whether what a person typed as their name means this account; an identity provider's person types none. */
const isSameUser = (account: UserId, by: SignInProof): boolean =>
  by.kind === "sso" || by.user === account || by.user === account.slice(1, account.indexOf(":"));

const transportFor = ({ clock, random, fetch }: SignInRequest, session: Session) =>
  createTransport({ session, onSessionChanged: async () => undefined, clock, random, ...(fetch && { fetch }) });

/** Whether another device has not taken this one out of the account meanwhile. */
async function isStillListed(transport: Transport, self: Self): Promise<boolean> {
  const published = await transport.readProfile(self.account, identityField);
  const newest = typeof published === "string" ? await verifyIdentityDocument(published) : null;
  const ours = await verifyIdentityDocument(self.document);
  const newer = newest?.identityKey === self.identityKey && newest.number > (ours?.number ?? 0);
  return (
    !newer ||
    newest.devices.some(({ deviceId, mlsKey }) => deviceId === self.deviceId && mlsKey === self.mlsKey.publicKey)
  );
}

async function signInAnew(request: SignInRequest, session: Session): Promise<SignedIn> {
  const { vault, clock, onStep, deviceName, homeserver } = request;
  const transport = transportFor(request, session);
  try {
    const published = await transport.readProfile(session.userId, identityField);
    onStep("keys", 2);
    const alone = published === null || (await isEmptyDocument(published));
    if (!alone || (await hasRecovery(transport))) {
      await beginWaiting(request, session, alone);
      return "waiting";
    }
    const { self, identityKey } = await makeSelf(session, {
      deviceName,
      homeserver,
      after: published,
      nowMs: clock.now(),
    });
    // What another account left here goes only now that the new one is sure to come.
    await eraseMailbox(vault);
    await vault.commit([
      { store: "session", key: "matrix", put: { ...session } },
      { store: "keys", key: "self", put: storedSelf(self) },
      await storeIdentityKey(vault, null, identityKey),
      putArchiveKey(makeArchiveKey(request.random)),
      { store: "session", key: "published", put: false },
    ]);
    return "ready";
  } catch (error) {
    // Nothing is stored: the device that the homeserver has just made must not stay behind.
    await transport.logout().catch(() => undefined);
    throw error;
  }
}

/** Keys for a device that others must let in. Letters of the same account stay, its threads' keys go. */
async function beginWaiting(request: SignInRequest, session: Session, alone: boolean): Promise<void> {
  const { vault, deviceName, homeserver } = request;
  const known = await readAccount(vault);
  if (known?.self.account === session.userId) await keepLetters(vault);
  else await eraseMailbox(vault);
  const record = await newWaiting(request, { session, deviceName, homeserver, alone });
  await vault.commit([{ store: "session", key: "matrix", put: { ...session } }, putWaiting(record)]);
}

/** Whether the account's last device signed out in order: its last document lists no device. */
async function isEmptyDocument(published: unknown): Promise<boolean> {
  const document = typeof published === "string" ? await verifyIdentityDocument(published) : null;
  return document === null || document.devices.length === 0;
}

async function makeSelf(
  session: Session,
  about: { readonly deviceName: string; readonly homeserver: string; readonly after: unknown; readonly nowMs: number },
): Promise<{ readonly self: Self; readonly identityKey: SigningKey }> {
  const [identityKey, mlsKey, letterKey] = await Promise.all([
    generateSigningKey(),
    generateSigningKey(),
    generateSigningKey(),
  ]);
  const before = typeof about.after === "string" ? await verifyIdentityDocument(about.after) : null;
  const candidate = { deviceId: session.deviceId, mlsKey: mlsKey.publicKey, letterKey: letterKey.publicKey };
  const { account, nowMs } = { account: session.userId, nowMs: about.nowMs };
  const { certificate, document } = await certify(identityKey, { account, candidate, before, stay: [], nowMs });
  const self: Self = {
    account: session.userId,
    deviceId: session.deviceId,
    deviceName: about.deviceName,
    homeserver: about.homeserver,
    identityKey: identityKey.publicKey,
    mlsKey,
    letterKey,
    certificate,
    document,
  };
  return { self, identityKey };
}

/** The account's record as the vault takes it. */
export const storedSelf = (self: Self) => ({
  ...self,
  mlsKey: { ...self.mlsKey },
  letterKey: { ...self.letterKey },
});

/** The signed-in account, or null when there is none. Needs the unlocked vault. */
export async function readAccount(vault: Vault): Promise<{ readonly self: Self; readonly session: Session } | null> {
  const [session, self] = await Promise.all([vault.read("session", "matrix"), vault.read("keys", "self")]);
  if (session === null || self === null) return null;
  return { session: parseSession(session.value), self: parseSelf(self.value) };
}

/** Which devices a document anew lists. */
export type DevicesAfter = "same" | "none" | { readonly without: DeviceId };

const evidenceIn = (evidence: readonly X509Evidence[] = []) => (evidence.length === 0 ? {} : { evidence });

/** What the identity key has signed anew. */
export interface Reissued {
  readonly document: string;
  /** This device's certificate: with a later end where it is time (docs/adr/0121). */
  readonly certificate: string;
}

/**
 * The account's document anew: with a later expiry, without a device that goes, or with none when the last one leaves.
 * @throws FederpostError as `withIdentityKey` does.
 */
export async function reissue(
  desk: Pick<Desk, "vault" | "self" | "clock" | "engine">,
  about: {
    readonly way: WayIn | null;
    readonly devices: DevicesAfter;
    /** In place of what the document before brings. */
    readonly evidence?: readonly X509Evidence[];
  },
): Promise<Reissued> {
  const { self } = desk;
  const nowMs = desk.clock.now();
  const { way, devices } = about;
  const before = await verifyIdentityDocument(self.document);
  if (before === null) throw new FederpostError("internal", "The stored identity document does not hold.");
  const stay = before.devices.filter(
    ({ deviceId }) => devices === "same" || (devices !== "none" && devices.without !== deviceId),
  );
  return withIdentityKey(desk, way, async (key) => {
    const { certificate, notAfterMs } = await renewCertificate(key, self.certificate, nowMs);
    const own = { notAfterMs, suites: desk.engine.suites };
    const document = await issueIdentityDocument(key, {
      account: self.account,
      number: before.number + 1,
      previous: before.digest,
      devices: stay.map((device) => (device.deviceId === self.deviceId ? { ...device, ...own } : device)),
      expiresAtMs: nowMs + documentLifetimeMs,
      ...evidenceIn(about.evidence ?? before.evidence),
    });
    return { document, certificate };
  });
}
