import { fromBase64 } from "../../shared/base/index.ts";
import {
  addTrustedRoots,
  describeRoots,
  removeTrustedRoot,
  type TrustedRoot,
  trustedRoots,
} from "../../shared/courier/index.ts";
import type { EvidenceView, PanelParams, RootView } from "../../shared/protocol/index.ts";
import { type LockWorld, withWay } from "./lock.ts";
import { organisationView } from "./party.ts";

/** The organisation's own evidence and the roots of this mailbox, as the settings show and change them. */

interface World extends Pick<LockWorld, "vault" | "mailbox"> {
  readonly changed: (what: "account" | "contacts" | "threads") => void;
}

const rootView = (root: TrustedRoot): RootView => ({ ...root });

export async function evidenceView({ vault, mailbox }: World): Promise<EvidenceView> {
  const [own, roots] = await Promise.all([mailbox.courier.evidence.own(), trustedRoots(vault)]);
  return {
    own: own.kind === "verified" ? { kind: "verified", organisation: organisationView(own.organisation) } : own,
    roots: roots.map(rootView),
  };
}

export const requestCertificate = (
  { vault, mailbox }: World,
  { way, ...name }: PanelParams<"evidence.request">,
): Promise<{ pem: string }> =>
  withWay(vault, way, async (by) => ({ pem: await mailbox.courier.evidence.ask(name, by) }));

export async function installEvidence(
  { vault, mailbox, changed }: World,
  { way, files }: PanelParams<"evidence.install">,
): Promise<{ refused: string | null }> {
  const bytes = files.map((file) => fromBase64(file) ?? new Uint8Array());
  const verdict = await withWay(vault, way, (by) => mailbox.courier.evidence.install(bytes, by));
  changed("account");
  return { refused: verdict.kind === "refused" ? verdict.reason : null };
}

export async function removeEvidence(world: World, { way }: PanelParams<"evidence.remove">): Promise<EvidenceView> {
  const { vault, mailbox, changed } = world;
  await withWay(vault, way, (by) => mailbox.courier.setEvidence(null, by));
  changed("account");
  return evidenceView(world);
}

export const lookAtRoots = async ({ text }: PanelParams<"roots.look">): Promise<{ roots: readonly RootView[] }> => ({
  roots: (await describeRoots(text)).map(rootView),
});

export async function addRoots(world: World, { text }: PanelParams<"roots.add">): Promise<EvidenceView> {
  await addTrustedRoots(world.vault, text);
  return afterRoots(world);
}

export async function removeRoot(world: World, { fingerprint }: PanelParams<"roots.remove">): Promise<EvidenceView> {
  await removeTrustedRoot(world.vault, fingerprint);
  return afterRoots(world);
}

/** Whom a page shows as verified may be another now. */
function afterRoots(world: World): Promise<EvidenceView> {
  world.changed("contacts");
  world.changed("threads");
  return evidenceView(world);
}
