/**
 * An engine host for tests of the line: the real ports, router, consent, vault and platform, with a mailbox that keeps what
 * it is given instead of sending it. Runs in the extension's offscreen document (Chromium) or event page (Firefox).
 */
import { createConsent } from "../../../extension/consent/index.ts";
import type {
  ApprovedLetter,
  BackendEvent,
  OpenedLetter,
  PortalBackend,
  Staging,
} from "../../../extension/host/portal-backend.ts";
import { KeyLog } from "../../../extension/host/portal-log.ts";
import { createPortalRouter } from "../../../extension/host/portal-router.ts";
import { acceptPorts } from "../../../extension/host/ports.ts";
import { openHostDesk } from "../../../extension/platform/index.ts";
import {
  FederpostError,
  type LetterId,
  type Origin,
  parseLetterId,
  parseRoomId,
  type RoomId,
  systemClock,
  systemRandom,
} from "../../../shared/base/index.ts";
import { sha256, startDigest } from "../../../shared/crypto/index.ts";
import { type PanelMethod, panelParams } from "../../../shared/protocol/index.ts";
import { panelFailure, serve } from "../../../shared/rpc/index.ts";
import { openIndexedDbVault } from "../../../shared/vault/index.ts";
import { cue } from "./cue.ts";

const letters: (Omit<ApprovedLetter, "alsoStore"> & { letterId: LetterId })[] = [];
const staged = new Map<string, number>();
const figures = { mostHeldBytes: 0, discarded: 0, calls: 0, opened: 0, inboxes: 0, drafts: 0, presented: 0 };
const listeners = new Set<(event: BackendEvent) => void>();
const thread = parseRoomId("!line:example.org") as RoomId;

/** What the town answered, for whoever opens it. */
const answer = {
  letterId: parseLetterId(systemRandom.uuid()) as LetterId,
  from: {
    userId: "@bauamt:example.org",
    claimedName: null,
    assurance: "not_verified",
    fingerprint: null,
    changedTo: null,
    compared: null,
    domain: null,
    newDeviceAtMs: null,
  },
  subject: "Ihr Bauantrag",
  text: "SECRET-OF-THE-LETTER",
  times: { receivedAtMs: Date.now(), opened: false },
} as const;

const answerView = (): OpenedLetter => ({
  kind: "letter",
  letter: answer.letterId,
  from: answer.from,
  mine: false,
  subject: answer.subject,
  text: answer.text,
  format: null,
  data: null,
  attachments: [],
  sentAtMs: answer.times.receivedAtMs,
  receivedAtMs: answer.times.receivedAtMs,
  inReplyTo: null,
  acknowledgeBy: null,
  automatic: false,
  composedBy: null,
  event: null,
  delivery: null,
  progress: null,
  failure: null,
  receipts: [],
});

const town = {
  name: "Stadt Musterlingen",
  proves: "organisation",
  unit: "Bauamt",
  country: "DE",
  domains: [],
  issuer: "CA",
  root: "Root",
  notBeforeMs: 0,
  notAfterMs: 4e12,
  serial: "01",
  boundBy: "certificate",
  revocation: "none",
} as const;

function mailbox(vault: Awaited<ReturnType<typeof openIndexedDbVault>>): PortalBackend {
  return {
    findMailbox: async (query) => {
      figures.calls++;
      const [domain = ""] = Object.values(query);
      return domain.startsWith("bauamt")
        ? { address: "@bauamt:example.org", name: "Bauamt", domain: "bauamt.example" }
        : null;
    },
    isProved: async () => false,
    threadIsWith: async () => true,
    describeRecipient: async (address) => ({
      userId: address,
      claimedName: "Bauamt",
      assurance: "not_verified",
      fingerprint: null,
      changedTo: null,
      compared: null,
      domain: null,
      newDeviceAtMs: null,
    }),
    send: async ({ alsoStore, ...letter }) => {
      const letterId = parseLetterId(systemRandom.uuid()) as LetterId;
      await vault.commit([...alsoStore({ letterId, thread })]);
      letters.push({ ...letter, letterId });
      return { letterId, thread };
    },
    status: async (origin: Origin, letterId) => {
      const mine = letters.some((letter) => letter.origin === origin && letter.letterId === letterId);
      return mine ? { thread, state: "with_server" } : null;
    },
    newestLetter: async () => ({
      letterId: answer.letterId,
      from: answer.from,
      subject: answer.subject,
      ...answer.times,
    }),
    open: async (_thread, _letterId, alsoStore) => {
      await vault.commit([...alsoStore]);
      figures.opened++;
    },
    showInInbox: async () => void figures.inboxes++,
    readOpened: async () => answerView(),
    saveDraft: async () => void figures.drafts++,
    discard: async () => {},
    describeSigner: async () => ({
      signer: {
        userId: "@anna:example.org",
        claimedName: null,
        assurance: "self",
        fingerprint: null,
        changedTo: null,
        compared: null,
        domain: null,
        newDeviceAtMs: null,
      },
      deviceName: "Laptop",
    }),
    describeCertificate: async () => ({ kind: "none" }),
    signByCertificate: async () => {
      throw new FederpostError("unsupported", "this mailbox has no certificate");
    },
    sign: async () => {
      throw new Error("nobody signs here");
    },
    describeEvidence: async ({ kind }) =>
      kind === "oidc" ? { kind: "none" } : { kind: "organisation", organisation: town, evidenceDigest: "digest" },
    present: async ({ alsoStore }) => {
      figures.presented++;
      await vault.commit([...alsoStore]);
      return "aGVhZA.cGF5.c2ln";
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const staging: Staging = {
  begin: async () => {
    const digest = await startDigest();
    let sizeBytes = 0;
    return {
      append: async (bytes) => {
        figures.mostHeldBytes = Math.max(figures.mostHeldBytes, bytes.length);
        sizeBytes += bytes.length;
        digest.update(bytes);
      },
      finish: async () => {
        const id = systemRandom.uuid();
        staged.set(id, sizeBytes);
        return { staging: id, sha256: digest.finish(), sizeBytes };
      },
      discard: async () => void figures.discarded++,
    };
  },
  discard: async (id) => {
    figures.discarded++;
    staged.delete(id);
  },
};

/** What tests ask from a page of the extension. */
function answerTests(): void {
  const channel = new BroadcastChannel("test");
  channel.onmessage = ({ data }) => {
    if (data.ask === "state") channel.postMessage({ state: { letters, figures, staged: [...staged] } });
    if (data.ask === "thread") for (const tell of listeners) tell({ kind: "thread", thread, unread: data.unread });
  };
}

async function compose() {
  const vault = await openIndexedDbVault({ name: "line", random: systemRandom });
  await vault.unlock();
  const consent = createConsent({ vault, windows: desk, clock: systemClock, random: systemRandom, sha256 });
  const log = new KeyLog({ vault, clock: systemClock, sha256 });
  const backend = mailbox(vault);
  const router = createPortalRouter({
    unlocked: () => Promise.resolve(),
    language: async () => "en",
    cue: async () => cue,
    clock: systemClock,
    backend,
    consent,
    staging,
    log,
    vault,
    random: systemRandom,
    sha256,
  });
  return { consent, router };
}

const { desk, listen } = openHostDesk();
const ready = compose();
listen((event) => {
  if (event.kind === "windowClosed") void ready.then(({ consent }) => consent.windowClosed(event.windowId));
});
answerTests();
acceptPorts({
  onPortal: (line, caller) => void ready.then(({ router }) => router.accept(line, caller)),
  onSealed: (line, frame) => void ready.then(({ router }) => router.acceptSealed(line, frame)),
  onPanel: (line) => {
    const server = serve<{ method: string; params: never }>(line, {
      parse: (method, params) =>
        method in panelParams
          ? { kind: "call", call: { method, params: params as never } }
          : { kind: "refused", code: "unknown_method" },
      handle: async ({ method, params }) => {
        const { consent } = await ready;
        const answers: Partial<Record<PanelMethod, (params: never) => unknown>> = {
          "settings.read": () => ({ language: "de", notifications: false }),
          "consent.read": ({ request }: { request: string }) => consent.read(request),
          "consent.decide": (decision: Parameters<typeof consent.decide>[0]) => ({ next: consent.decide(decision) }),
          "grants.list": async () => ({ grants: await consent.listGrants() }),
          "account.read": () => ({ kind: "none" }),
          "cue.read": () => ({ cue }),
          "lock.read": () => ({ state: "unlocked", ways: [], waitMs: 0 }),
        };
        const answer = answers[method as PanelMethod];
        if (answer === undefined) throw new FederpostError("no_account", "not in this host");
        return answer(params);
      },
      toFailure: panelFailure,
    });
    void ready.then(({ consent }) => {
      const stop = consent.on((change) =>
        server.notify("panel", { kind: "changed", what: change.kind === "grants" ? "grants" : "consent" }),
      );
      line.onClose(stop);
    });
  },
});
