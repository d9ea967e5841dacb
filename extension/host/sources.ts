import * as v from "valibot";
import { FederpostError } from "../../shared/base/index.ts";
import { readSource, type SignedSource } from "../../shared/directory/index.ts";
import type { PanelParams, SourceKind, SourcesView, SourceView } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { policyOf } from "./policy.ts";

/** Whose signed directory and federation list this mailbox goes by: what the administrator prescribes, else what the person chose. */

const record = v.object({ text: v.string() });
const placeOf = (kind: SourceKind) => ({ store: "settings", key: `source-${kind}` }) as const;

interface ChosenSource {
  readonly source: SignedSource;
  readonly byPolicy: boolean;
}

/** The source of a kind, or null where there is none. */
export async function sourceOf(vault: Vault, kind: SourceKind): Promise<ChosenSource | null> {
  const policy = await policyOf(vault);
  if (kind === "directory" && policy.featuresOff.includes("directory")) return null;
  const prescribed = kind === "directory" ? policy.directory : policy.federationList;
  if (prescribed !== "") return { source: await readSource(prescribed), byPolicy: true };
  const { store, key } = placeOf(kind);
  const own = v.safeParse(record, (await vault.read(store, key))?.value);
  return own.success ? { source: await readSource(own.output.text), byPolicy: false } : null;
}

const viewOf = ({ source: { url, keys }, byPolicy }: ChosenSource): SourceView => ({
  url,
  keys: keys.map(({ kid, thumbprint }) => ({ kid, thumbprint })),
  byPolicy,
});

export async function sourcesView({ vault }: { readonly vault: Vault }): Promise<SourcesView> {
  const [directory, federation] = await Promise.all([sourceOf(vault, "directory"), sourceOf(vault, "federation")]);
  return {
    directory: directory === null ? null : viewOf(directory),
    federation: federation === null ? null : viewOf(federation),
  };
}

/** @throws FederpostError `invalid_params` when the text is no operator's file. */
export const lookAtSource = async ({ text }: PanelParams<"sources.look">): Promise<SourceView> =>
  viewOf({ source: await readSource(text), byPolicy: false });

interface World {
  readonly vault: Vault;
  readonly changed: (what: "contacts") => void;
}

/** @throws FederpostError `invalid_params`, `not_permitted` where an administrator prescribes the source. */
export async function setSource(world: World, { kind, text }: PanelParams<"sources.set">): Promise<SourcesView> {
  const { vault, changed } = world;
  if ((await sourceOf(vault, kind))?.byPolicy === true)
    throw new FederpostError("not_permitted", "Your administrator prescribes this.");
  if (text !== null) await readSource(text);
  const place = placeOf(kind);
  await vault.commit([text === null ? { ...place, remove: true } : { ...place, put: { text } }]);
  changed("contacts");
  return sourcesView(world);
}
