import * as v from "valibot";
import {
  encodeEnrolment,
  enrolmentFaults,
  type Published,
  parseEnrolment,
  parsePublished,
  publishedPath,
} from "../../shared/acme/index.ts";
import { fetchSmallFile } from "../../shared/directory/index.ts";
import {
  type AcmeField,
  type AcmeFinding,
  type AcmeResults,
  type AcmeView,
  acmeFields,
  type PanelParams,
} from "../../shared/protocol/index.ts";
import type { Vault, WayIn } from "../../shared/vault/index.ts";
import { allowsLoopback } from "../platform/index.ts";
import { type LockWorld, withWay } from "./lock.ts";

/**
 * Certificates that a server of the organisation gets by ACME: the file for that server, and looking whether it has published a new one.
 * Nothing here speaks to an authority.
 */

export interface EnrolmentWorld extends Pick<LockWorld, "vault" | "mailbox"> {
  readonly changed: (what: "account" | "contacts" | "threads") => void;
}

const key = "enrolment";
const finding = v.variant("kind", [
  v.object({ kind: v.picklist(["offline", "nothing", "no_certificate", "taken", "known", "waits"]) }),
  v.object({ kind: v.literal("refused"), reason: v.string() }),
]);
const record = v.object({
  domain: v.string(),
  address: v.string(),
  look: v.nullable(v.object({ atMs: v.number(), finding })),
  attempt: v.nullable(
    v.object({ atMs: v.number(), failure: v.nullable(v.string()), retryAtMs: v.nullable(v.number()) }),
  ),
});
type Enrolled = v.InferOutput<typeof record>;

async function read(vault: Vault): Promise<Enrolled | null> {
  const parsed = v.safeParse(record, (await vault.read("settings", key))?.value);
  return parsed.success ? parsed.output : null;
}

const write = (vault: Vault, enrolled: Enrolled): Promise<void> =>
  vault.commit([{ store: "settings", key, put: { ...enrolled } }]);

export const acmeView = async ({ vault }: Pick<EnrolmentWorld, "vault">): Promise<AcmeView> => ({
  enrolment: await read(vault),
});

const isField = (name: string): name is AcmeField => acmeFields.some((field) => field === name);

/** Where the published file may lie: https, and loopback in builds for tests. */
async function isAddress(address: string): Promise<boolean> {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  const loopback = protocol === "http:" && (hostname === "127.0.0.1" || hostname === "localhost");
  return protocol === "https:" || (loopback && (await allowsLoopback()));
}

/** The file for the server, from what the person typed; or which fields are wrong. */
export async function saveEnrolment(
  world: EnrolmentWorld,
  typed: PanelParams<"acme.save">,
): Promise<AcmeResults["acme.save"]> {
  const { account, identityKey } = world.mailbox.courier.self();
  const given = (text: string): string | null => (text.trim() === "" ? null : text.trim());
  const [kid, macKey, organisation] = [given(typed.kid), given(typed.macKey), given(typed.organisation)];
  const domain = typed.domain.trim().toLowerCase();
  const json = {
    ...{ v: 1, account, identityKey, termsAgreed: true, domain, directory: typed.directory.trim() },
    contact: given(typed.contact),
    eab: kid === null && macKey === null ? null : { kid: kid ?? "", macKey: macKey ?? "" },
    name: organisation === null ? null : { organisation, unit: given(typed.unit), country: "DE" },
  };
  const address = given(typed.address) ?? `https://${domain}${publishedPath}`;
  const enrolment = parseEnrolment(json);
  const faults: readonly string[] = [
    ...enrolmentFaults(json),
    ...((await isAddress(address)) || given(typed.address) === null ? [] : ["address"]),
  ];
  if (enrolment === null || faults.length > 0) return { kind: "wrong", fields: faults.filter(isField) };
  await write(world.vault, { domain, address, look: null, attempt: null });
  return { kind: "saved", json: encodeEnrolment(enrolment), view: await acmeView(world) };
}

export async function endEnrolment(world: EnrolmentWorld): Promise<AcmeView> {
  await world.vault.commit([{ store: "settings", key, remove: true }]);
  return acmeView(world);
}

export const lookNow = (world: EnrolmentWorld, { way }: PanelParams<"acme.look">): Promise<AcmeView> =>
  withWay(world.vault, way, (by) => look(world, by));

const lookEveryMs = 6 * 3_600_000;
/** Where nothing is well somebody is at work on it. */
const lookAgainMs = 15 * 60_000;

function isDue({ look: last }: Enrolled): boolean {
  if (last === null) return true;
  const isWell = last.finding.kind === "taken" || last.finding.kind === "known";
  return Date.now() - last.atMs >= (isWell ? lookEveryMs : lookAgainMs);
}

const longestWaitMs = 20_000;

/** Looks when it is time, for whoever is signed in and unlocked; nothing that fails here reaches anybody. */
export async function lookWhenDue(world: EnrolmentWorld): Promise<void> {
  try {
    if (!world.mailbox.isOpen) return;
    const enrolled = await read(world.vault);
    if (enrolled === null || !isDue(enrolled)) return;
    await look(world, null);
  } catch {
    // The next look is as good: the mailbox was locked or signed out meanwhile.
  }
}

async function look(world: EnrolmentWorld, way: WayIn | null): Promise<AcmeView> {
  const enrolled = await read(world.vault);
  if (enrolled === null) return acmeView(world);
  const published = await fetchPublished(enrolled.address);
  const found = typeof published === "string" ? { kind: published } : await takeOver(world, published, way);
  await write(world.vault, {
    ...enrolled,
    look: { atMs: Date.now(), finding: found },
    attempt: typeof published === "string" ? enrolled.attempt : published.attempt,
  });
  world.changed("account");
  return acmeView(world);
}

async function fetchPublished(address: string): Promise<Published | "offline" | "nothing"> {
  const signal = AbortSignal.timeout(longestWaitMs);
  const text = await fetchSmallFile(address, { fetch: (...asked) => fetch(...asked), signal }).catch(() => undefined);
  if (text === undefined) return "offline";
  return (text === null ? null : parsePublished(text)) ?? "nothing";
}

async function takeOver({ mailbox }: EnrolmentWorld, { evidence }: Published, way: WayIn | null): Promise<AcmeFinding> {
  return evidence === null ? { kind: "no_certificate" } : mailbox.courier.evidence.offer(evidence, way);
}
