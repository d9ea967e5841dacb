import { FederpostError, type Random } from "../../shared/base/index.ts";
import { addIssuers, believedIssuers, listIssuers, lookAtIssuers, removeIssuer } from "../../shared/courier/index.ts";
import {
  beginOidcLogin,
  metadataAddress,
  type PinnedIssuer,
  readEndpoints,
  readIdToken,
  type VerifiedPerson,
} from "../../shared/identity/index.ts";
import type { OwnPersonView, PanelParams, PanelResults, PersonView } from "../../shared/protocol/index.ts";
import { askProvider } from "../../shared/transport/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import type { Desk } from "../platform/index.ts";
import { withWay } from "./lock.ts";
import { logInAt } from "./login.ts";
import type { Mailbox } from "./mailbox.ts";

/** The person's own evidence and the identity providers of this mailbox, as the settings show and change them. */

interface World {
  readonly vault: Vault;
  readonly mailbox: Mailbox;
  readonly desk: Desk;
  readonly random: Random;
  readonly changed: (what: "account" | "contacts" | "threads") => void;
}

export const personView = ({ name, level, issuer, loginMs, validUntilMs }: VerifiedPerson): PersonView => ({
  name,
  level,
  issuer,
  sinceMs: loginMs,
  untilMs: validUntilMs,
});

export async function ownPersonView({ vault, mailbox }: World): Promise<OwnPersonView> {
  const [own, issuers] = await Promise.all([mailbox.courier.person.own(), listIssuers(vault)]);
  if (own === null) return { own: { kind: "none" }, issuers };
  const { verdict, claims, shownTo } = own;
  if (verdict.kind === "refused") return { own: { kind: "refused", reason: verdict.reason }, issuers };
  return { own: { kind: "verified", person: personView(verdict.person), claims, shownTo }, issuers };
}

/** Logs the person in at the provider for a token that holds for this identity key alone, and keeps it. */
export async function obtainEvidence(
  { vault, mailbox, desk, random, changed }: World,
  { issuer, way }: PanelParams<"person.obtain">,
): Promise<PanelResults["person.obtain"]> {
  const { person } = mailbox.courier;
  const pinned = (await believedIssuers(vault)).find((each) => each.issuer === issuer);
  if (pinned === undefined) throw new FederpostError("invalid_params", "This provider is not believed here.");
  // Found out before the person goes through a login for nothing.
  await withWay(vault, way, (by) => person.checkWay(by));
  const token = await tokenFrom(pinned, { desk, random, nonce: await person.nonce() });
  const verdict = await withWay(vault, way, (by) => mailbox.courier.person.keep(token, by));
  changed("account");
  return { refused: verdict.kind === "refused" ? verdict.reason : null };
}

async function tokenFrom(
  { issuer, clientId }: PinnedIssuer,
  { desk, random, nonce }: { readonly desk: Desk; readonly random: Random; readonly nonce: string },
): Promise<string> {
  const endpoints = readEndpoints(await askProvider(metadataAddress(issuer), null), issuer);
  if (endpoints === null) throw new FederpostError("login_failed", "The provider does not say where its logins are.");
  const returnUrl = await desk.loginReturn({});
  const login = await beginOidcLogin({ issuer, clientId, endpoints, returnUrl, nonce, random });
  const form = login.exchangeFor(await logInAt(desk, login.url));
  return readIdToken(await askProvider(endpoints.token, form));
}

export async function removeOwnEvidence(world: World): Promise<OwnPersonView> {
  await world.mailbox.courier.person.remove();
  world.changed("account");
  return ownPersonView(world);
}

export const lookAtProviders = async ({
  text,
}: PanelParams<"issuers.look">): Promise<PanelResults["issuers.look"]> => ({ issuers: await lookAtIssuers(text) });

export async function addProviders(world: World, { text }: PanelParams<"issuers.add">): Promise<OwnPersonView> {
  await addIssuers(world.vault, text);
  return afterIssuers(world);
}

export async function removeProvider(world: World, { issuer }: PanelParams<"issuers.remove">): Promise<OwnPersonView> {
  await removeIssuer(world.vault, issuer);
  return afterIssuers(world);
}

/** Whom a page shows as verified may be another now. */
function afterIssuers(world: World): Promise<OwnPersonView> {
  world.changed("contacts");
  world.changed("threads");
  return ownPersonView(world);
}
