import * as v from "valibot";
import { FederpostError, type Origin, type Random, type RoomId } from "../../shared/base/index.ts";
import { readDemand, readThread } from "../../shared/courier/index.ts";
import { safeFileName } from "../../shared/letter/index.ts";
import { takenLimit, withAccountRule } from "../../shared/mailbox/index.ts";
import {
  type ContactPolicyView,
  type PairingsView,
  type PanelEvent,
  type PanelMethod,
  type PanelParams,
  type PanelResults,
  type PortalView,
  panelParams,
  type StorageView,
} from "../../shared/protocol/index.ts";
import type { ParsedCall } from "../../shared/rpc/index.ts";
import { discoverHomeserver } from "../../shared/transport/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import type { Consent } from "../consent/index.ts";
import { chooseLanguage } from "../i18n/index.ts";
import type { Desk } from "../platform/index.ts";
import { archiveView } from "./archive.ts";
import type { AtHand } from "./at-hand.ts";
import { readCue, writeCue } from "./cue.ts";
import { agenciesByName, areasNamed, responsibleAgencies, servicesNamed } from "./directory.ts";
import { acmeView, endEnrolment, lookNow, saveEnrolment } from "./enrolment.ts";
import {
  addRoots,
  evidenceView,
  installEvidence,
  lookAtRoots,
  removeEvidence,
  removeRoot,
  requestCertificate,
} from "./evidence.ts";
import { checkFederation, federationView } from "./federation.ts";
import { exportLetters } from "./letters-export.ts";
import { changeWays, keepRecoveryKey, lock, lockView, makeRecoveryKey, unlock, watchIdle, withWay } from "./lock.ts";
import { signInSso } from "./login.ts";
import type { Mailbox } from "./mailbox.ts";
import { decideForPortal, offerDocument, writeForPortal } from "./panel-consent.ts";
import { draftHandlers, writeLetter } from "./panel-drafts.ts";
import { offerChunks } from "./panel-files.ts";
import { findContact } from "./panel-find.ts";
import { handHandlers } from "./panel-hand.ts";
import { exportLetter } from "./panel-proof.ts";
import {
  addProviders,
  lookAtProviders,
  obtainEvidence,
  ownPersonView,
  removeOwnEvidence,
  removeProvider,
} from "./person.ts";
import { allowsPortal, policyOf } from "./policy.ts";
import { policyView, requireFeature, requirePostponable, requireWay } from "./policy-rules.ts";
import type { KeyLog } from "./portal-log.ts";
import { searchLetters } from "./search.ts";
import { noteSetUp, readSettings, writeSettings } from "./settings.ts";
import { lookAtSource, setSource, sourcesView } from "./sources.ts";
import { noteAccount } from "./storage.ts";
import { listThreadsPage } from "./thread-list.ts";
import { acceptContact, blockedContacts, checkDomains, compareContact, forgetComparison, setDemand } from "./trust.ts";
import type { Updates } from "./update.ts";
import { threadView } from "./views.ts";

/** What our own pages may ask of the host: each method of the panel contract and what answers it. */

export interface PanelWorld {
  readonly vault: Vault;
  readonly log: KeyLog;
  readonly mailbox: Mailbox;
  readonly consent: Consent;
  readonly desk: Desk;
  /** The place where all of it is stored; `reset` gives up a mailbox that does not open. */
  readonly storage: { readonly view: () => StorageView; readonly reset: () => Promise<void> };
  /** See `EngineHost.ready`. */
  readonly ready: Promise<void>;
  readonly updates: Updates;
  readonly atHand: AtHand;
  readonly random: Random;
  readonly now: () => number;
  /** Ends what a disconnected portal's pages still have open. */
  readonly disconnected: (origin: Origin) => void;
  /** Tells our open pages of something that goes on. */
  readonly tell: (event: PanelEvent) => void;
  /** Tells our open pages what they should read again. */
  readonly changed: (what: Extract<PanelEvent, { kind: "changed" }>["what"]) => void;
}

/** A call whose parameters hold to the contract. */
export type PanelCall = {
  readonly [M in PanelMethod]: { readonly method: M; readonly params: PanelParams<M> };
}[PanelMethod];

/** Checks a call against the table. Never throws. */
export function parsePanelCall(method: string, params: unknown): ParsedCall<PanelCall> {
  if (!Object.hasOwn(panelParams, method)) return { kind: "refused", code: "unknown_method" };
  const name = method as PanelMethod;
  const parsed = v.safeParse(panelParams[name], params);
  return parsed.success
    ? { kind: "call", call: { method: name, params: parsed.output } as PanelCall }
    : { kind: "refused", code: "invalid_params" };
}

type Handlers = {
  readonly [M in PanelMethod]: (world: PanelWorld, params: PanelParams<M>) => Promise<PanelResults[M]>;
};

/** Answers a call. */
export async function answerPanel(world: PanelWorld, call: PanelCall): Promise<unknown> {
  await requireFeature(world.vault, call);
  return (handlers[call.method] as (world: PanelWorld, params: unknown) => Promise<unknown>)(world, call.params);
}

const handlers: Handlers = {
  "account.read": ({ mailbox }) => mailbox.view(),
  "account.discover": async (_world, { homeserver }) => {
    const { baseUrl, passwordLogin, sso } = await discoverHomeserver(homeserver, {});
    return { baseUrl, passwordLogin, sso };
  },
  "account.signIn": ({ mailbox }, { user, password, ...request }) =>
    mailbox.signIn({ ...request, by: { kind: "password", user, password } }),
  "account.signInSso": signInSso,
  "account.signOut": async ({ vault, mailbox }, { way }) => {
    const after = await withWay(vault, way, (by) => mailbox.signOut(by));
    // That nothing is here any more is as it should be.
    noteAccount("none");
    return after;
  },
  "account.close": async ({ mailbox }, { proof }) => {
    const confirm = await mailbox.closeAccount(proof);
    if (confirm === null) noteAccount("none");
    return { confirm };
  },
  "account.domainFile": ({ vault, mailbox }, { way, ...about }) =>
    withWay(vault, way, async (by) => ({ json: await mailbox.courier.domainFile(about, by) })),
  "lock.read": lockView,
  "lock.lock": lock,
  "lock.unlock": unlock,
  "lock.erase": async ({ mailbox }) => {
    const after = await mailbox.erase();
    noteAccount("none");
    return after;
  },
  "lock.change": changeWays,
  "recovery.make": async (world) => makeRecoveryKey(world),
  "recovery.keep": keepRecoveryKey,
  "setup.postpone": async ({ vault, mailbox, changed }, { step }) => {
    await (step === "lock" ? requireWay(vault, "device") : requirePostponable(vault));
    await noteSetUp(vault, step === "recovery" ? { recoveryPostponed: true } : { lockChosen: true });
    changed("account");
    return mailbox.view();
  },
  "waiting.confirm": ({ mailbox }) => mailbox.confirmWaiting(),
  "waiting.restart": ({ mailbox }) => mailbox.restartWaiting(),
  "waiting.cancel": ({ mailbox }) => mailbox.cancelWaiting(),
  "waiting.startAnew": ({ mailbox }) => mailbox.startAnew(),
  "waiting.recover": ({ mailbox }, by) => mailbox.recoverWaiting(by),
  "policy.read": ({ vault }) => policyView(vault),
  "letters.export": async ({ vault }) =>
    exportLetters(vault, chooseLanguage((await readSettings(vault)).language, navigator.languages)),
  "update.check": ({ updates }) => updates.check(),
  "acme.read": acmeView,
  "acme.save": saveEnrolment,
  "acme.look": lookNow,
  "acme.end": endEnrolment,
  "evidence.read": evidenceView,
  "evidence.request": requestCertificate,
  "evidence.install": installEvidence,
  "evidence.remove": removeEvidence,
  "person.read": ownPersonView,
  "person.obtain": obtainEvidence,
  "person.remove": removeOwnEvidence,
  "issuers.look": (_world, file) => lookAtProviders(file),
  "issuers.add": addProviders,
  "issuers.remove": removeProvider,
  "roots.look": (_world, file) => lookAtRoots(file),
  "roots.add": addRoots,
  "roots.remove": removeRoot,
  "archive.read": ({ mailbox }) => archiveView(mailbox),
  "archive.acknowledge": async ({ mailbox }) => {
    await mailbox.courier.acknowledgeArchive();
    return archiveView(mailbox);
  },
  "archive.takeOlder": async ({ mailbox }) => {
    await mailbox.courier.takeOlderArchive();
    return archiveView(mailbox);
  },
  "pairings.list": ({ mailbox }) => pairings(mailbox),
  "pairings.answer": async ({ mailbox }, { id, code }) => {
    await mailbox.courier.answerPairing(id, code);
    return pairings(mailbox);
  },
  "pairings.refuse": async ({ mailbox }, { id }) => {
    await mailbox.courier.refusePairing(id);
    return pairings(mailbox);
  },
  "pairings.approve": ({ vault, mailbox }, { id, way }) =>
    withWay(vault, way, async (by) => {
      await mailbox.courier.approvePairing(id, by);
      return pairings(mailbox);
    }),
  "devices.list": async ({ mailbox }) => ({ devices: await mailbox.courier.devices() }),
  "devices.remove": ({ vault, mailbox }, { deviceId, proof, way }) =>
    withWay(vault, way, async (by) => {
      const confirm = await mailbox.courier.removeDevice(deviceId, { proof, way: by });
      return { devices: await mailbox.courier.devices(), confirm };
    }),
  "contacts.find": findContact,
  "contacts.accept": acceptContact,
  "contacts.compare": compareContact,
  "contacts.forgetComparison": forgetComparison,
  "contacts.checkDomains": checkDomains,
  "contacts.blocked": blockedContacts,
  "contacts.demand": ({ vault }) => readDemand(vault),
  "contacts.setDemand": setDemand,
  "sources.read": sourcesView,
  "sources.look": (_world, file) => lookAtSource(file),
  "sources.set": async (world, wanted) => {
    const sources = await setSource(world, wanted);
    if (wanted.kind === "federation") await checkFederation(world);
    return sources;
  },
  "federation.read": federationView,
  "federation.check": checkFederation,
  "directory.byName": agenciesByName,
  "directory.services": servicesNamed,
  "directory.areas": areasNamed,
  "directory.responsible": responsibleAgencies,
  "contacts.policy": ({ mailbox }) => mailbox.courier.contactPolicy(),
  "contacts.setPolicy": (world, policy) => setContactPolicy(world, policy),
  "contacts.setRule": async (world, { account, rule }) =>
    setContactPolicy(world, withAccountRule(await world.mailbox.courier.contactPolicy(), account, rule)),
  "threads.list": listThreadsPage,
  "threads.trash": async ({ mailbox }, { threads, deadlines }) => ({
    held: await mailbox.courier.deletion.trash(threads, deadlines),
  }),
  "threads.erase": async ({ mailbox }, { threads }) => {
    await mailbox.courier.deletion.erase(threads);
    return {};
  },
  "letter.erase": async ({ mailbox }, { deadlines, ...at }) => ({
    holds: await mailbox.courier.deletion.eraseLetter(at, deadlines),
  }),
  "retention.get": async ({ vault, mailbox }) => ({
    ...(await mailbox.courier.deletion.retention()),
    byPolicy: (await policyOf(vault)).retentionDays !== null,
  }),
  "retention.set": async ({ mailbox }, rule) => {
    await mailbox.courier.deletion.setRetention(rule);
    return {};
  },
  "threads.order": async ({ mailbox, now }, { threads }) => {
    const { deviceId, deviceName } = mailbox.courier.self();
    const here = { device: deviceId, by: deviceName.slice(0, takenLimit), atMs: now() };
    await mailbox.courier.order(
      threads.map(({ thread, change: { taken, ...change } }) => ({
        thread,
        change: taken === undefined ? change : { ...change, taken: taken === "here" ? here : taken },
      })),
    );
    return {};
  },
  "letters.search": searchLetters,
  "thread.read": async ({ vault, mailbox }, { thread }) =>
    threadView(vault, await existing(vault, thread), mailbox.courier.self()),
  "thread.seen": async ({ mailbox }, { thread }) => {
    await mailbox.courier.seen(thread);
    return {};
  },
  "letter.open": async ({ vault, mailbox }, { thread, letter }) => {
    await mailbox.courier.open(thread, letter);
    return threadView(vault, await existing(vault, thread), mailbox.courier.self());
  },
  "letter.acknowledge": async ({ vault, mailbox }, { answer, ...at }) => {
    await mailbox.courier.acknowledge(at, answer);
    return threadView(vault, await existing(vault, at.thread), mailbox.courier.self());
  },
  "letter.write": writeLetter,
  "letter.export": async ({ vault, mailbox }, at) =>
    exportLetter(mailbox.courier, at, (await readSettings(vault)).language),
  "attachment.open": openAttachment,
  ...draftHandlers,
  "grants.list": async ({ consent }) => ({ grants: await consent.listGrants() }),
  "grants.revoke": async ({ consent }, { origin, method }) => {
    await consent.revoke(origin, method === null ? null : [method]);
    return { grants: await consent.listGrants() };
  },
  "consent.read": async ({ consent }, { request }) => consent.read(request),
  "consent.decide": decideForPortal,
  "consent.write": writeForPortal,
  "consent.document": offerDocument,
  "cue.read": async ({ vault }) => ({ cue: await readCue(vault) }),
  "cue.write": async ({ vault, changed }, { cue }) => {
    await writeCue(vault, cue);
    changed("account");
    return { cue };
  },
  "settings.read": ({ vault }) => readSettings(vault),
  "settings.write": async (world, settings) => {
    await writeSettings(world.vault, settings);
    await watchIdle(world);
    // The browser may refuse it; the next start tries again.
    await world.atHand.relabel().catch(() => undefined);
    world.changed("account");
    return settings;
  },
  ...handHandlers,
  "storage.read": async ({ storage }) => storage.view(),
  "storage.reset": async ({ storage }) => {
    // A mailbox that opens is not given up by mistake: signing out is the way.
    if (storage.view().kind !== "closed") throw new FederpostError("not_permitted", "This mailbox opens.");
    await storage.reset();
    return {};
  },
  "portals.connect": async ({ vault, desk, changed }, { origin }) => {
    if (!(await allowsPortal(vault, origin)))
      throw new FederpostError("not_permitted", "Your administrator does not allow this site.");
    if (!(await desk.connectPortal({ origin }))) {
      throw new FederpostError("not_permitted", "The browser gave no permission for this site.");
    }
    changed("portals");
    return { portals: await portalViews(desk) };
  },
  "portals.list": async ({ desk }) => ({ portals: await portalViews(desk) }),
  "portals.log": async ({ log }, { origin, limit }) => {
    const { entries, intact } = await log.read();
    const wanted = entries.filter((entry) => origin === null || entry.origin === origin);
    return { entries: wanted.slice(0, limit), intact };
  },
  "portals.exportLog": async ({ log }) => ({ json: await log.export() }),
  "portals.disconnect": async ({ desk, consent, changed, disconnected }, { origin }) => {
    await consent.revoke(origin);
    disconnected(origin);
    await desk.disconnectPortal({ origin });
    changed("portals");
    return { portals: await portalViews(desk) };
  },
};

const pairings = async ({ courier }: Mailbox): Promise<PairingsView> => ({
  pairings: await courier.pairings(),
  settling: await courier.threadsToSettle(),
});

const portalViews = async (desk: Desk): Promise<PortalView[]> =>
  (await desk.listPortals({})).map(({ origin, source }) => ({ origin, source }));

async function setContactPolicy({ mailbox, changed }: PanelWorld, wanted: ContactPolicyView) {
  await mailbox.courier.setContactPolicy(wanted);
  changed("contacts");
  return mailbox.courier.contactPolicy();
}

async function existing(vault: Vault, thread: RoomId) {
  const stored = await readThread(vault, thread);
  if (stored === null) throw new FederpostError("invalid_params", "There is no such thread.");
  return stored.value;
}

async function openAttachment(
  { mailbox }: PanelWorld,
  at: PanelParams<"attachment.open">,
): Promise<PanelResults["attachment.open"]> {
  const { file, chunks } = await mailbox.courier.attachment(at);
  const transfer = await offerChunks(chunks);
  return { transfer, name: safeFileName(file.name), type: file.type };
}
