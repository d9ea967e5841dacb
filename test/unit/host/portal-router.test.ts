import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Consent, createConsent, type Written } from "../../../extension/consent/index.ts";
import { allowsPortal, refreshPolicy } from "../../../extension/host/policy.ts";
import type {
  ApprovedDocuments,
  ApprovedEvidence,
  ApprovedForCertificate,
  ApprovedLetter,
  BackendEvent,
  NewestLetter,
  OpenedLetter,
  PortalBackend,
} from "../../../extension/host/portal-backend.ts";
import { KeyLog } from "../../../extension/host/portal-log.ts";
import { createPortalRouter, type PortalRouter } from "../../../extension/host/portal-router.ts";
import type { Desk } from "../../../extension/platform/index.ts";
import {
  FederpostError,
  type LetterId,
  type Origin,
  parseOrigin,
  parseRoomId,
  type RoomId,
  systemRandom,
} from "../../../shared/base/index.ts";
import { sha256, startDigest } from "../../../shared/crypto/index.ts";
import {
  grantableMethods,
  type PortalMethod,
  type PortalResult,
  type PresentedView,
  type PresentedWayParam,
  type SealedParamsTable,
  type SealedResults,
  type SigningCertificateView,
} from "../../../shared/protocol/index.ts";
import {
  createClient,
  createStreamSource,
  type Failure,
  type Line,
  runtimeLine,
  type StreamSource,
} from "../../../shared/rpc/index.ts";
import { runtimePorts } from "../../fake/lines.ts";
import { handClock, screen, temporaryVault, until } from "../../fake/surroundings.ts";

const town = parseOrigin("https://bauamt.musterlingen.de") as Origin;
const shop = parseOrigin("https://laden.example") as Origin;
const room = parseRoomId("!room:example.org") as RoomId;

interface Wire {
  readonly params: { readonly [M in PortalMethod]: object };
  readonly results: { readonly [M in PortalMethod]: PortalResult<M> };
}

let place: Awaited<ReturnType<typeof temporaryVault>>;
let clock: ReturnType<typeof handClock>;
let display: ReturnType<typeof screen>;
let consent: Consent;
let router: PortalRouter;
let sent: ApprovedLetter[];
let staged: Set<string>;
let certificate: SigningCertificateView;
let certified: Omit<ApprovedForCertificate, "alsoStore">[];
let signed: Omit<ApprovedDocuments, "alsoStore">[];
const cue = {
  phrase: "Gießkanne",
  picture: [] as [],
};
let evidence: PresentedView;
let failing: FederpostError | null;
let presented: Omit<ApprovedEvidence, "alsoStore">[];
let opened: LetterId[];
let inInbox: RoomId[];
let drafts: unknown[];
let newest: NewestLetter | null;
let log: KeyLog;
let looked: number;
let sending: Promise<void>;
const listeners = new Set<(event: BackendEvent) => void>();
const tell = (event: BackendEvent) => {
  for (const listener of listeners) listener(event);
};

const party = {
  claimedName: null,
  assurance: "not_verified",
  fingerprint: null,
  changedTo: null,
  compared: null,
  domain: null,
  newDeviceAtMs: null,
} as const;

const openedLetter = (letterId: LetterId): OpenedLetter => ({
  kind: "letter",
  letter: letterId,
  from: { ...party, userId: "@amt:x.de" },
  mine: false,
  subject: "Bescheid",
  text: "Geheim",
  format: null,
  data: null,
  attachments: [],
  sentAtMs: 1,
  receivedAtMs: 1,
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

/** A mailbox that keeps what it is given. */
const mailbox = (): PortalBackend => ({
  findMailbox: async (query) => {
    looked++;
    if (failing !== null) throw failing;
    const [asked = ""] = Object.values(query);
    const domain = "domain" in query ? asked : "musterlingen.de";
    return asked.startsWith("nobody") ? null : { address: `@amt:${domain}`, name: "Amt", domain };
  },
  isProved: async (_address, level) => level !== "high",
  threadIsWith: async () => true,
  describeRecipient: async (userId) => ({ ...party, userId }),
  send: async (letter) => {
    await sending;
    const letterId = systemRandom.uuid() as LetterId;
    await place.vault.commit([...letter.alsoStore({ letterId, thread: letter.thread ?? room })]);
    sent.push(letter);
    return { letterId, thread: letter.thread ?? room };
  },
  status: async (origin) =>
    sent.some((letter) => letter.origin === origin) ? { thread: room, state: "provided" } : null,
  newestLetter: async () => newest,
  open: async (_thread, letterId, alsoStore) => {
    await place.vault.commit([...alsoStore]);
    opened.push(letterId);
  },
  showInInbox: async (thread) => void inInbox.push(thread),
  readOpened: async (_thread, letter) => (opened.includes(letter) ? openedLetter(letter) : null),
  saveDraft: async (draft) => void drafts.push(draft),
  discard: async (staging) => void staged.delete(staging),
  describeSigner: async () => ({ signer: { ...party, userId: "@anna:example.org" }, deviceName: "Laptop" }),
  describeCertificate: async () => certificate,
  signByCertificate: async ({ alsoStore, ...approved }) => {
    const signature = { jws: "aGVhZA..c2ln", identity: "YQ.YQ.YQ" };
    await place.vault.commit([...alsoStore(signature)]);
    certified.push(approved);
    return signature;
  },
  sign: async ({ alsoStore, ...approved }) => {
    const signature = { jws: "aGVhZA..c2ln", payload: "cGF5", certificate: "YQ.YQ.YQ", identity: "YQ.YQ.YQ" };
    await place.vault.commit([...alsoStore(signature)]);
    signed.push(approved);
    return signature;
  },
  describeEvidence: async ({ kind }) => {
    if (kind === "eid" || kind === "eudi") throw new FederpostError("unsupported", "not there");
    return evidence;
  },
  present: async ({ alsoStore, ...approved }) => {
    if (failing !== null) throw failing;
    await place.vault.commit([...alsoStore]);
    presented.push(approved);
    return "aGVhZA.cGF5.c2ln";
  },
  subscribe: (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
});

const staging = {
  begin: async () => {
    const digest = await startDigest();
    let sizeBytes = 0;
    return {
      append: async (bytes: Uint8Array) => {
        sizeBytes += bytes.length;
        digest.update(bytes);
      },
      finish: async () => {
        const id = systemRandom.uuid();
        staged.add(id);
        return { staging: id, sha256: digest.finish(), sizeBytes };
      },
      discard: async () => {},
    };
  },
  discard: async (id: string) => void staged.delete(id),
};

const unlocked = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const { vault } = place;
    if (vault.lockState === "unlocked") return resolve();
    vault.onLockChange((state) => state === "unlocked" && resolve());
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

beforeEach(async () => {
  place = await temporaryVault();
  clock = handClock();
  display = screen();
  sent = [];
  staged = new Set();
  looked = 0;
  signed = [];
  certified = [];
  certificate = { kind: "none" };
  evidence = { kind: "none" };
  presented = [];
  failing = null;
  opened = [];
  inInbox = [];
  drafts = [];
  newest = null;
  sending = Promise.resolve();
  listeners.clear();
  const { vault } = place;
  consent = createConsent({ vault, windows: display, clock, random: systemRandom, sha256 });
  log = new KeyLog({ vault, clock, sha256 });
  router = createPortalRouter({
    unlocked,
    language: async () => null,
    cue: async () => cue,
    clock,
    backend: mailbox(),
    consent,
    staging,
    log,
    vault,
    random: systemRandom,
    sha256,
  });
});
afterEach(() => {
  router.close();
  place.remove();
});

interface Page {
  readonly ask: <M extends PortalMethod>(method: M, params: object, signal?: AbortSignal) => Promise<PortalResult<M>>;
  readonly files: StreamSource;
  readonly line: Line;
  readonly events: [string, unknown][];
}

class Refused extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.code);
    this.failure = failure;
  }
}

/** A page of an origin on its line; the content script's part is the stream source. */
function visit(
  origin: Origin,
  where: { documentId?: string; frameId?: number; topOrigin?: Origin; files?: "never come" } = {},
): Page {
  const [near, far] = runtimePorts();
  const line = runtimeLine(near);
  const events: [string, unknown][] = [];
  const client = createClient<Wire>(line, {
    timeoutMs: 20_000,
    toError: (failure) => new Refused(failure),
    onEvent: (event, data) => events.push([event, data]),
  });
  const documentId = where.documentId ?? systemRandom.uuid();
  router.accept(runtimeLine(far), {
    origin,
    documentId,
    tabId: 1,
    frameId: where.frameId ?? 0,
    topOrigin: where.topOrigin ?? origin,
  });
  return {
    ask: (method, params, signal) => client.call(method, params, signal ? { signal } : {}),
    files: where.files === undefined ? createStreamSource(line) : { offer: () => 0, withdraw: () => {} },
    line,
    events,
  };
}

/** A sealed frame inside a page of an origin, on its own line. */
async function frameIn(origin: Origin, tabId = 1) {
  const [near, far] = runtimePorts();
  const line = runtimeLine(near);
  const shown: unknown[] = [];
  let ended = false;
  line.onClose(() => {
    ended = true;
  });
  const client = createClient<{ params: SealedParamsTable; results: SealedResults }>(line, {
    timeoutMs: 20_000,
    toError: (failure) => new Refused(failure),
    onEvent: (_event, data) => shown.push(data),
  });
  router.acceptSealed(runtimeLine(far), { tabId });
  const { token } = await client.call("seat.take", { ancestors: [origin] });
  return { token, shown, line, closed: () => ended, ask: client.call.bind(client) };
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "answered",
    (error: unknown) => (error instanceof Refused ? error.failure.code : String(error)),
  );

async function decide(decision: "approve" | "decline", way: PresentedWayParam | null = null): Promise<void> {
  await until(() => consent.read(display.request()) !== null);
  const { request, digest } = consent.read(display.request())!;
  clock.move(600);
  consent.decide({ request, decision, digest, way });
}

async function permitted(origin: Origin, where = {}): Promise<Page> {
  const page = visit(origin, where);
  const asking = page.ask("access.request", {
    methods: [...grantableMethods],
    purpose: "x",
  });
  if ((await consent.grantsOf(origin)).length === 0) await decide("approve");
  await asking;
  return page;
}

const handleOf = async (page: Page, domain = "musterlingen.de") =>
  (await page.ask("mailbox.find", { domain })).mailbox!.handle;

const letter = (to: string, change: object = {}) => ({
  to,
  subject: "Antrag",
  text: "Text",
  attachments: [],
  idempotencyKey: systemRandom.uuid(),
  ...change,
});

const compose = (to: string, change: object = {}) => ({ to, idempotencyKey: systemRandom.uuid(), ...change });

const toSign = (page: Page, change: object = {}) => ({
  documents: [offered(page, new TextEncoder().encode("Vertrag"))],
  reason: "Ich stimme dem Vertrag zu.",
  format: "jws-detached",
  idempotencyKey: systemRandom.uuid(),
  ...change,
});

const toPresent = (change: object = {}) => ({
  evidence: "x509",
  purpose: "Antrag stellen",
  nonce: systemRandom.uuid(),
  ...change,
});

const offered = (page: Page, bytes: Uint8Array<ArrayBuffer>, sizeBytes = bytes.length) => ({
  name: "plan.pdf",
  type: "application/pdf",
  sizeBytes,
  stream: page.files.offer(new Blob([bytes])),
});

describe("before a grant", () => {
  it("no method touches the mailbox, and all give one answer", async () => {
    const page = visit(town);
    const uuid = systemRandom.uuid();
    const codes = [
      await codeOf(page.ask("mailbox.find", { domain: "musterlingen.de" })),
      await codeOf(page.ask("mailbox.find", { query: "Amt" })),
      await codeOf(page.ask("mailbox.find", { service: "99012001000001", place: "089990001001" })),
      await codeOf(page.ask("letter.send", letter(uuid))),
      await codeOf(page.ask("letter.status", { letterId: uuid })),
      await codeOf(page.ask("letter.open", { thread: uuid })),
      await codeOf(page.ask("letter.compose", compose(uuid))),
      await codeOf(page.ask("document.sign", toSign(page))),
      await codeOf(page.ask("identity.present", toPresent())),
    ];
    expect(codes).toEqual(Array(9).fill("not_permitted"));
    expect(looked).toBe(0);
    expect(display.windows.size).toBe(0);
  });

  it("no file is staged", async () => {
    const page = visit(town);
    const pulled: unknown[] = [];
    page.line.listen((frame) => pulled.push((frame as { kind: string }).kind));
    await codeOf(
      page.ask("letter.send", letter(systemRandom.uuid(), { attachments: [offered(page, new Uint8Array(9))] })),
    );
    expect(pulled).toEqual(["failure"]);
  });

  it("the greeting is the same for everybody and names the methods and limits", async () => {
    const greetings = await Promise.all(
      [visit(town), visit(shop)].map((page) => page.ask("hello", { versions: { min: 1, max: 3 } })),
    );
    expect(greetings[0]).toEqual(greetings[1]);
    expect(greetings[0]?.methods).toContain("letter.send");
    expect(greetings[0]?.evidence).toEqual(["x509", "oidc"]);
    expect(await codeOf(visit(town).ask("hello", { versions: { min: 2, max: 3 } }))).toBe("unsupported");
  });

  it("a frame in another origin's page is refused everything until its own origin has a grant", async () => {
    const frame = visit(town, { frameId: 3, topOrigin: shop });
    expect(await codeOf(frame.ask("hello", { versions: { min: 1, max: 1 } }))).toBe("not_permitted");
    expect(await codeOf(frame.ask("access.request", { methods: ["letter.send"], purpose: "x" }))).toBe("not_permitted");
    await permitted(town);
    expect(await codeOf(frame.ask("hello", { versions: { min: 1, max: 1 } }))).toBe("answered");
  });
});

describe("asking the person's directory", () => {
  const byPlace = { service: "99012001000001", place: "089990001001" };

  it("gives what asking by domain gives, under the same handle, and never a list", async () => {
    const page = await permitted(town);
    const byDomain = await page.ask("mailbox.find", { domain: "musterlingen.de" });
    expect(byDomain.mailbox).toEqual({ handle: expect.any(String), name: "Amt", domain: "musterlingen.de" });
    expect(await page.ask("mailbox.find", { query: "Amt" })).toEqual(byDomain);
    expect(await page.ask("mailbox.find", byPlace)).toEqual(byDomain);
    expect(await page.ask("mailbox.find", { query: "nobody" })).toEqual({ mailbox: null });
  });

  it("happens ten times at once and again every ten seconds, for each origin by itself; domains count apart", async () => {
    const [page, other] = [await permitted(town), await permitted(shop)];
    const codes = await Promise.all(
      Array.from({ length: 14 }, () => codeOf(page.ask("mailbox.find", { query: "Amt" }))),
    );
    expect(codes.filter((code) => code === "answered")).toHaveLength(10);
    expect(codes.filter((code) => code === "rate_limited")).toHaveLength(4);
    expect(looked).toBe(10);
    expect(await codeOf(page.ask("mailbox.find", byPlace))).toBe("rate_limited");
    expect(await codeOf(page.ask("mailbox.find", { domain: "musterlingen.de" }))).toBe("answered");
    expect(await codeOf(other.ask("mailbox.find", byPlace))).toBe("answered");
    clock.move(10_000);
    expect(await codeOf(page.ask("mailbox.find", byPlace))).toBe("answered");
    expect(await codeOf(page.ask("mailbox.find", byPlace))).toBe("rate_limited");
  });

  it("is unsupported where there is none, and the same trouble as any where it does not answer", async () => {
    const page = await permitted(town);
    const told = async (failure: FederpostError) => {
      failing = failure;
      return page.ask("mailbox.find", byPlace).catch((error: Refused) => error.failure);
    };
    expect(await told(new FederpostError("unsupported", "no directory"))).toMatchObject({
      code: "unsupported",
      retryable: false,
    });
    const down = await told(new FederpostError("offline", "https://directory.example cannot be reached"));
    expect(down).toEqual({ code: "unavailable", number: 4503, retryable: true, retryAfterMs: null });
    expect(await told(new FederpostError("invalid_response", "not a directory"))).toEqual(down);
  });
});

describe("names given to portals", () => {
  it("a mailbox has one random handle per origin, which is worth nothing elsewhere", async () => {
    const [mine, theirs] = [await permitted(town), await permitted(shop)];
    const handle = await handleOf(mine);
    expect(await handleOf(mine)).toBe(handle);
    expect(await handleOf(theirs)).not.toBe(handle);
    expect(await codeOf(theirs.ask("letter.send", letter(handle)))).toBe("invalid_params");
    expect(JSON.stringify(await mine.ask("mailbox.find", { domain: "musterlingen.de" }))).not.toContain("@amt");
    expect(await mine.ask("mailbox.find", { domain: "nobody.de" })).toEqual({ mailbox: null });
  });

  it("a thread's handle continues it for the origin that began it, and for no other", async () => {
    const [mine, theirs] = [await permitted(town), await permitted(shop)];
    const to = await handleOf(mine);
    const first = mine.ask("letter.send", letter(to));
    await decide("approve");
    const { thread } = await first;
    expect(thread).not.toContain("!");
    const second = mine.ask("letter.send", letter(to, { thread }));
    await decide("approve");
    expect((await second).thread).toBe(thread);
    expect(sent.map((one) => one.thread)).toEqual([null, room]);
    expect(await codeOf(theirs.ask("letter.send", letter(await handleOf(theirs), { thread })))).toBe("invalid_params");
  });
});

describe("sending", () => {
  it("the person sees everything that is then sent, and nothing else is sent", async () => {
    const page = await permitted(town);
    const to = await handleOf(page);
    const bytes = new TextEncoder().encode("Lageplan");
    const data = { schema: "https://x.example/1", json: { art: "Garage", constructor: "x" } };
    const asking = page.ask("letter.send", letter(to, { data, attachments: [offered(page, bytes)] }));
    await until(() => consent.read(display.request()) !== null);
    const view = consent.read(display.request());
    expect(view).toMatchObject({ kind: "send", origin: town, subject: "Antrag", text: "Text", data });
    const shown = view?.kind === "send" ? view.attachments : [];
    expect(shown).toMatchObject([{ name: "plan.pdf", sizeBytes: 8, dangerous: false }]);
    expect(sent).toEqual([]);
    await decide("approve");
    await asking;
    expect(sent).toMatchObject([{ origin: town, to: "@amt:musterlingen.de", subject: "Antrag", text: "Text", data }]);
    expect(sent[0]?.attachments[0]?.sha256).toBe(shown[0]?.sha256);
    expect(staged.has(sent[0]?.attachments[0]?.staging ?? "")).toBe(true);
  });

  it("is only to a proved recipient where the page demands it, which the person is shown", async () => {
    const page = await permitted(town);
    const params = letter(await handleOf(page), { recipientLevel: "substantial" });
    const asking = page.ask("letter.send", params);
    await until(() => consent.read(display.request()) !== null);
    expect(consent.read(display.request())).toMatchObject({ demands: { level: "substantial", met: true } });
    await decide("approve");
    const first = await asking;
    expect(sent).toMatchObject([{ demands: "substantial" }]);
    expect(await page.ask("letter.send", params)).toEqual(first);
    expect(await codeOf(page.ask("letter.send", { ...params, recipientLevel: "high" }))).toBe("invalid_params");
    expect(await codeOf(page.ask("letter.send", { ...params, recipientLevel: null }))).toBe("invalid_params");
    expect(await codeOf(page.ask("letter.send", { ...params, recipientLevel: "very high" }))).toBe("invalid_params");
  });

  it("without the demanded evidence nothing goes out, and the page hears why only when the person lets it", async () => {
    const page = await permitted(town);
    const to = await handleOf(page);
    const unmet = () => letter(to, { recipientLevel: "high", attachments: [offered(page, new Uint8Array(9))] });
    const told = page.ask("letter.send", unmet()).catch((error: Refused) => error.failure);
    await until(() => consent.read(display.request()) !== null);
    expect(consent.read(display.request())).toMatchObject({ demands: { level: "high", met: false } });
    await decide("approve");
    expect(await told).toEqual({ code: "recipient_not_proved", number: 4120, retryable: false, retryAfterMs: null });
    const declined = codeOf(page.ask("letter.send", unmet()));
    await until(() => consent.read(display.request()) !== null);
    await decide("decline");
    expect(await declined).toBe("user_rejected");
    expect([sent, staged.size, (await log.read()).entries]).toEqual([[], 0, []]);
  });

  it("a refusal, a cancelled call and a page that leaves destroy what was staged", async () => {
    const page = await permitted(town);
    const to = await handleOf(page);
    const withFile = () => letter(to, { attachments: [offered(page, new Uint8Array(5000))] });
    const refused = codeOf(page.ask("letter.send", withFile()));
    await decide("decline");
    expect(await refused).toBe("user_rejected");
    expect(staged.size).toBe(0);
    const controller = new AbortController();
    const cancelled = codeOf(page.ask("letter.send", withFile(), controller.signal));
    await until(() => staged.size === 1);
    controller.abort(new Error("cancelled"));
    expect(await cancelled).toBe("Error: cancelled");
    await until(() => staged.size === 0);
    const left = codeOf(page.ask("letter.send", withFile()));
    await until(() => staged.size === 1);
    page.line.close();
    expect(await left).toBe("disconnected");
    await until(() => staged.size === 0);
    expect(sent).toEqual([]);
    await until(() => display.windows.size === 0);
  });

  it("an origin stages 250 MB at most, over all its pages, and gets room again", async () => {
    const page = await permitted(town);
    const to = await handleOf(page);
    const mib = 1 << 20;
    const large = (stream: number, size: number) =>
      letter(to, { attachments: [{ name: "plan.bin", type: "", sizeBytes: size * mib, stream }] });
    const small = () => page.files.offer(new Blob(["x"]));
    const silent = visit(town, { files: "never come" });
    const pulled: unknown[] = [];
    silent.line.listen((frame) => pulled.push((frame as { kind: string }).kind));
    const controller = new AbortController();
    const stalled = codeOf(silent.ask("letter.send", large(0, 130), controller.signal));
    await until(() => pulled.includes("pull"));
    expect(await codeOf(page.ask("letter.send", large(small(), 130)))).toBe("too_large");
    expect(await codeOf(page.ask("letter.send", large(small(), 120)))).toBe("file_changed");
    controller.abort(new Error("enough"));
    await stalled;
    await until(() => pulled.includes("drop"));
    expect(await codeOf(page.ask("letter.send", large(small(), 130)))).toBe("file_changed");
    expect(await codeOf(page.ask("letter.send", large(small(), 251)))).toBe("too_large");
  });

  it("a document stages one letter at a time", async () => {
    const page = await permitted(town, { documentId: "one" });
    const to = await handleOf(page);
    const first = codeOf(page.ask("letter.send", letter(to)));
    await until(() => consent.read(display.request()) !== null);
    expect(await codeOf(page.ask("letter.send", letter(to)))).toBe("rate_limited");
    await decide("approve");
    expect(await first).toBe("answered");
  });

  it("the same key is answered from the first sending, also while that is still under way", async () => {
    const page = await permitted(town);
    const to = await handleOf(page);
    const once = letter(to);
    let release = () => {};
    sending = new Promise((resolve) => {
      release = resolve;
    });
    const first = page.ask("letter.send", once);
    await decide("approve");
    await until(() => display.windows.size === 0);
    const again = visit(town).ask("letter.send", once);
    release();
    expect(await again).toEqual(await first);
    expect(sent).toHaveLength(1);
    expect(await codeOf(page.ask("letter.send", { ...once, text: "anders" }))).toBe("invalid_params");
  });

  it("a key of one origin means nothing for another", async () => {
    const [mine, theirs] = [await permitted(town), await permitted(shop)];
    const once = letter(await handleOf(mine));
    const first = mine.ask("letter.send", once);
    await decide("approve");
    await first;
    const other = theirs.ask("letter.send", { ...once, to: await handleOf(theirs) });
    await decide("approve");
    expect((await other).letterId).not.toBe((await first).letterId);
    expect(sent).toHaveLength(2);
  });

  it("data over its limit is too_large before anybody is asked", async () => {
    const page = await permitted(town);
    const data = { schema: "https://x.example/1", json: "x".repeat(300_000) };
    expect(await codeOf(page.ask("letter.send", letter(await handleOf(page), { data })))).toBe("too_large");
    expect(display.windows.size).toBe(0);
  });

  it("what goes wrong in the mailbox is one word to the page", async () => {
    const page = await permitted(town);
    const to = await handleOf(page);
    sending = Promise.reject(new FederpostError("no_account", "nobody is signed in"));
    sending.catch(() => {});
    const asking = codeOf(page.ask("letter.send", letter(to)));
    await decide("approve");
    expect(await asking).toBe("unavailable");
  });
});

describe("while the mailbox is locked", () => {
  const passphrase = { kind: "passphrase", wrappingKey: systemRandom.bytes(32) } as const;
  /** Locks as the host does: by a way in, with nothing left that opens by itself. */
  const lock = async () => {
    const { vault } = place;
    const add = [{ way: passphrase, params: null }];
    if ((await vault.ways()).some(({ kind }) => kind === "device"))
      await vault.changeWays({ kind: "device" }, { add, remove: ["device"] });
    await vault.lock();
  };
  const unlock = async () => {
    await place.vault.unlock(passphrase);
    consent.unlocked();
  };
  const shown = async () => {
    await until(() => display.windows.size > 0 && consent.read(display.request()) !== null);
    return consent.read(display.request())!;
  };

  it("a page's letter waits for the person to unlock, then is shown and sent as ever", async () => {
    const page = await permitted(town);
    const to = await handleOf(page);
    await lock();
    const sending = page.ask("letter.send", letter(to));
    const { kind, request, digest } = await shown();
    expect(kind).toBe("unlock");
    clock.move(600);
    // A click is no unlocking.
    expect(() => consent.decide({ request, decision: "approve", digest })).toThrow(
      expect.objectContaining({ code: "locked" }),
    );
    await unlock();
    await until(() => consent.read(display.request())?.kind === "send");
    await decide("approve");
    expect(await sending).toMatchObject({ letterId: expect.any(String) });
    expect(sent).toHaveLength(1);
  });

  it("looking for a mailbox waits likewise, and a person who does not unlock is like a server that does not answer", async () => {
    const page = await permitted(town);
    await lock();
    const found = page.ask("mailbox.find", { domain: "musterlingen.de" });
    expect((await shown()).kind).toBe("unlock");
    await unlock();
    expect((await found).mailbox).not.toBeNull();
    await lock();
    const before = looked;
    const refused = codeOf(page.ask("mailbox.find", { domain: "musterlingen.de" }));
    const { request, digest } = await shown();
    consent.decide({ request, decision: "decline", digest });
    expect(await refused).toBe("unavailable");
    expect(looked).toBe(before);
  });

  it("asking where a letter stands opens no window and is answered once somebody unlocks", async () => {
    const page = await permitted(town);
    await lock();
    const windows = display.windows.size;
    const status = codeOf(page.ask("letter.status", { letterId: systemRandom.uuid() }));
    const greeted = await page.ask("hello", { versions: { min: 1, max: 1 } });
    expect(greeted.methods).toContain("letter.send");
    expect(display.windows.size).toBe(windows);
    await unlock();
    expect(await status).toBe("invalid_params");
  });

  it("an origin without a grant gets the answer it always gets", async () => {
    await lock();
    const page = visit(shop);
    expect(await codeOf(page.ask("mailbox.find", { domain: "musterlingen.de" }))).toBe("not_permitted");
    expect(await codeOf(page.ask("letter.send", letter(systemRandom.uuid())))).toBe("not_permitted");
    expect(display.windows.size).toBe(0);
  });
});

describe("events", () => {
  it("an origin hears of its own letters and threads, and others of nothing", async () => {
    const [mine, theirs, stranger] = [
      await permitted(town),
      await permitted(shop),
      visit(parseOrigin("https://x.example") as Origin),
    ];
    const sendingOne = mine.ask("letter.send", letter(await handleOf(mine)));
    await decide("approve");
    const { letterId, thread } = await sendingOne;
    tell({ kind: "letter", origin: town, letterId: letterId as LetterId, state: "provided" });
    tell({ kind: "thread", thread: room, unread: 2 });
    await until(() => mine.events.length >= 3);
    expect(mine.events.slice(-2)).toEqual([
      ["letterStatus", { letterId, state: "provided" }],
      ["threadChanged", { thread, unread: 2 }],
    ]);
    expect(theirs.events.filter(([event]) => event !== "permissionsChanged")).toEqual([]);
    expect(stranger.events).toEqual([]);
    expect(await codeOf(theirs.ask("letter.status", { letterId }))).toBe("invalid_params");
  });

  it("a page hears when its permissions are taken back, and may do nothing from then on", async () => {
    const page = await permitted(town);
    await consent.revoke(town);
    await until(() => page.events.length === 2);
    expect(page.events.map(([event]) => event)).toEqual(["permissionsChanged", "permissionsChanged"]);
    expect(page.events[1]?.[1]).toEqual({ grants: [] });
    expect(await codeOf(page.ask("mailbox.find", { domain: "musterlingen.de" }))).toBe("not_permitted");
  });

  it("a portal that the person disconnects loses its lines", async () => {
    const page = await permitted(town);
    router.dropOrigin(town);
    expect(await codeOf(page.ask("access.list", {}))).toBe("disconnected");
  });

  it("a portal that an administrator's policy no longer allows loses the lines it has open; others keep theirs", async () => {
    const [mine, theirs] = [await permitted(town), await permitted(shop)];
    const managed = { values: { allowedPortals: [shop] }, version: "1.0" };
    await refreshPolicy(place.vault, { readManaged: async () => managed } as unknown as Desk);
    await router.keepOnly((origin) => allowsPortal(place.vault, origin));
    expect(await codeOf(mine.ask("access.list", {}))).toBe("disconnected");
    expect((await theirs.ask("access.list", {})).grants).not.toEqual([]);
  });

  it("where nobody can tell which portals are allowed, every line is closed", async () => {
    const page = await permitted(town);
    await router.keepOnly(() => Promise.reject(new Error("the database is gone")));
    expect(await codeOf(page.ask("access.list", {}))).toBe("disconnected");
  });
});

const form = {
  schema: "https://amt.example/antrag/1",
  fields: [
    { name: "plot", label: "Flurstück", kind: "line", required: true },
    { name: "rooms", label: "Zimmer", kind: "number" },
    { name: "known", label: "Bekannt", kind: "yes_no" },
  ],
};

/** What the person writes in the window. */
async function write(written: Partial<Written>): Promise<void> {
  await until(() => consent.read(display.request()) !== null);
  const { request, digest } = consent.read(display.request())!;
  clock.move(600);
  const draftId = systemRandom.uuid();
  consent.write({ request, digest }, { subject: "Antrag", text: "", values: {}, files: [], draftId, ...written });
}

const uses = async () => (await log.read()).entries.map(({ method, about }) => [method, about]);

describe("signing documents", () => {
  it("signs exactly what was shown, after the person approved it, and logs it", async () => {
    const page = await permitted(town);
    const asking = page.ask("document.sign", toSign(page));
    await until(() => consent.read(display.request())?.kind === "sign");
    expect(signed).toEqual([]);
    const view = consent.read(display.request());
    expect(view).toMatchObject({ reason: "Ich stimme dem Vertrag zu.", deviceName: "Laptop" });
    await decide("approve");
    expect((await asking).signature.format).toBe("jws-detached");
    const sha256OfText = Buffer.from(await sha256(new TextEncoder().encode("Vertrag"))).toString("base64url");
    expect(signed).toEqual([
      {
        origin: town,
        reason: "Ich stimme dem Vertrag zu.",
        documents: [{ name: "plan.pdf", sha256: sha256OfText, sizeBytes: 7 }],
      },
    ]);
    expect(staged.size).toBe(0);
    expect(await uses()).toEqual([["document.sign", "plan.pdf"]]);
  });

  it("signs nothing when the person says no, and destroys the documents", async () => {
    const page = await permitted(town);
    const asking = codeOf(page.ask("document.sign", toSign(page)));
    await decide("decline");
    expect(await asking).toBe("user_rejected");
    expect([signed, staged.size, await uses()]).toEqual([[], 0, []]);
  });

  it("the same key gives the same signature and asks nobody; for something else it is refused", async () => {
    const page = await permitted(town);
    const request = toSign(page);
    const first = page.ask("document.sign", request);
    await decide("approve");
    const again = { ...request, documents: [offered(page, new TextEncoder().encode("Vertrag"))] };
    expect(await page.ask("document.sign", again)).toEqual(await first);
    expect(signed.length).toBe(1);
    expect(await codeOf(page.ask("document.sign", { ...again, reason: "Etwas anderes" }))).toBe("invalid_params");
  });

  it("a format that nobody has is unsupported for everybody, and nobody is asked", async () => {
    const page = await permitted(town);
    const before = display.windows.size;
    expect(await codeOf(page.ask("document.sign", toSign(page, { format: "pades-b" })))).toBe("unsupported");
    expect(display.windows.size).toBe(before);
  });

  const organisation = {
    name: "Stadt Musterlingen",
    unit: "Bauamt",
    proves: "organisation",
    country: "DE",
    domains: [],
    revocation: "checked",
    boundBy: "certificate",
    issuer: "Stelle",
    root: "Wurzel",
    notBeforeMs: 0,
    notAfterMs: 2 ** 42,
    serial: "3",
  } as const;

  it("signs by a valid certificate, which the person is shown, with the way in that they came with", async () => {
    certificate = { kind: "usable", organisation };
    const page = await permitted(town);
    const asking = page.ask("document.sign", toSign(page, { format: "jades-b", otherwise: "jws-detached" }));
    await until(() => consent.read(display.request())?.kind === "sign");
    expect(consent.read(display.request())).toMatchObject({ format: "jades-b", certificate });
    await decide("approve", { kind: "passphrase", passphrase: "geheim" });
    expect((await asking).signature.format).toBe("jades-b");
    expect(certified).toMatchObject([
      { origin: town, way: { passphrase: "geheim" }, hash: "S256", documents: [{ type: "application/pdf" }] },
    ]);
    expect(signed).toEqual([]);
    expect(await uses()).toEqual([["document.sign", "plan.pdf"]]);
  });

  it("names the documents by SHA-512 where the page asks for that, and a repeated call must ask for the same", async () => {
    certificate = { kind: "usable", organisation };
    const page = await permitted(town);
    const request = toSign(page, { format: "jades-b", hash: "sha512" });
    const asking = page.ask("document.sign", request);
    await decide("approve");
    expect((await asking).signature.format).toBe("jades-b");
    expect(certified).toMatchObject([{ hash: "S512", documents: [{ staging: expect.any(String) }] }]);
    expect(await codeOf(page.ask("document.sign", { ...request, hash: "sha256" }))).toBe("invalid_params");
  });

  it.each([
    { kind: "none" },
    { kind: "no_roots" },
    { kind: "other_key" },
    { kind: "refused", reason: "expired" },
    { kind: "refused", reason: "revoked" },
    { kind: "refused", reason: "not_yet_valid" },
  ] as const)("%o: signs without a certificate only where the page takes that too, and says so", async (faulty) => {
    certificate = faulty;
    const page = await permitted(town);
    const falling = page.ask("document.sign", toSign(page, { format: "jades-b", otherwise: "jws-detached" }));
    await until(() => consent.read(display.request())?.kind === "sign");
    expect(consent.read(display.request())).toMatchObject({ format: "jws-detached", certificate: faulty });
    await decide("approve");
    expect((await falling).signature.format).toBe("jws-detached");
    const strict = codeOf(page.ask("document.sign", toSign(page, { format: "jades-b" })));
    await until(() => consent.read(display.request())?.kind === "sign");
    expect(consent.read(display.request())).toMatchObject({ format: "jades-b", certificate: faulty });
    await decide("approve");
    expect(await strict).toBe("unsupported");
    expect([certified, signed.length]).toEqual([[], 1]);
  });

  it("who declines does not tell the page whether there is a certificate", async () => {
    const answers: string[] = [];
    for (const each of [{ kind: "none" }, { kind: "usable", organisation }] as const) {
      certificate = each;
      const page = await permitted(town);
      const asking = codeOf(page.ask("document.sign", toSign(page, { format: "jades-b" })));
      await decide("decline");
      answers.push(await asking);
    }
    expect(answers).toEqual(["user_rejected", "user_rejected"]);
  });
});

describe("writing in the extension's window", () => {
  it("what the person wrote goes to the recipient; the page learns letter and thread only", async () => {
    const page = await permitted(town);
    const to = await handleOf(page);
    const asking = page.ask("letter.compose", compose(to, { prefill: { subject: "Antrag", form } }));
    await write({ text: "Viele Grüße", values: { plot: "12/3", rooms: 4, known: true } });
    const answer = await asking;
    expect(Object.keys(answer).sort()).toEqual(["letterId", "thread"]);
    expect(sent[0]).toMatchObject({
      subject: "Antrag",
      text: "Flurstück: 12/3\nZimmer: 4\nBekannt: ja\n\nViele Grüße",
      data: { schema: form.schema, json: { plot: "12/3", rooms: 4, known: true } },
    });
    expect(await uses()).toEqual([["letter.compose", "Antrag"]]);
  });

  it("a value that is none of its field, or a required one that is missing, is not sent", async () => {
    const page = await permitted(town);
    const to = await handleOf(page);
    for (const values of [{ plot: "a\nb" }, { rooms: 4 }, { plot: "1", rooms: "vier" }, { plot: "1", known: "ja" }]) {
      const asking = codeOf(page.ask("letter.compose", compose(to, { prefill: { form } })));
      await write({ values: values as Written["values"] });
      expect(await asking).toBe("invalid_params");
    }
    expect(sent).toEqual([]);
  });

  it("approving without having written is refused, and so is writing to a question that is read", async () => {
    const page = await permitted(town);
    const to = await handleOf(page);
    const asking = codeOf(page.ask("letter.compose", compose(to)));
    await until(() => consent.read(display.request())?.kind === "compose");
    const { request, digest } = consent.read(display.request())!;
    clock.move(600);
    expect(() => consent.decide({ request, digest, decision: "approve" })).toThrow(FederpostError);
    consent.decide({ request, digest, decision: "decline" });
    expect(await asking).toBe("user_rejected");
    const sending = codeOf(page.ask("letter.send", letter(to)));
    await until(() => consent.read(display.request())?.kind === "send");
    await expect(write({})).rejects.toThrow(FederpostError);
    await decide("decline");
    await sending;
    expect(sent).toEqual([]);
  });
});

describe("showing a letter", () => {
  const letterId = systemRandom.uuid() as LetterId;

  async function begun(): Promise<[Page, string]> {
    const page = await permitted(town);
    const sending = page.ask("letter.send", letter(await handleOf(page)));
    await decide("approve");
    return [page, (await sending).thread];
  }

  it("the newest letter of a thread is opened once the person confirmed it, and the page learns nothing of it", async () => {
    const [page, thread] = await begun();
    newest = { letterId, from: { ...party, userId: "@amt:x.de" }, subject: "Bescheid", receivedAtMs: 1, opened: false };
    const asking = page.ask("letter.open", { thread });
    await until(() => consent.read(display.request())?.kind === "open");
    expect(opened).toEqual([]);
    await decide("approve");
    expect(await asking).toEqual({ place: "window" });
    expect(opened).toEqual([letterId]);
    expect(inInbox).toEqual([room]);
  });

  it("in a frame of the page it reaches the frame alone, and only once it is confirmed in the window", async () => {
    const [page, thread] = await begun();
    newest = { letterId, from: { ...party, userId: "@amt:x.de" }, subject: "Bescheid", receivedAtMs: 1, opened: false };
    const frame = await frameIn(town);
    const asking = page.ask("letter.open", { thread, slot: frame.token });
    await until(() => consent.read(display.request())?.kind === "open");
    expect(consent.read(display.request())).toMatchObject({ place: "frame" });
    expect([opened, frame.shown]).toEqual([[], []]);
    await decide("approve");
    expect(await asking).toEqual({ place: "frame" });
    await until(() => frame.shown.length === 1);
    expect(frame.shown).toMatchObject([{ kind: "letter", origin: town, letter: { text: "Geheim" } }]);
    expect(JSON.stringify(page.events)).not.toContain("Geheim");
    expect(inInbox).toEqual([]);
    await frame.ask("seat.inbox", {});
    expect(inInbox).toEqual([room]);
  });

  it("a frame that is gone before the decision makes way for the inbox", async () => {
    const [page, thread] = await begun();
    newest = { letterId, from: { ...party, userId: "@amt:x.de" }, subject: "Bescheid", receivedAtMs: 1, opened: false };
    const frame = await frameIn(town);
    const asking = page.ask("letter.open", { thread, slot: frame.token });
    await until(() => consent.read(display.request())?.kind === "open");
    frame.line.close();
    // The host hears of it in a later turn, as from the browser.
    await new Promise((resolve) => setTimeout(resolve, 20));
    await decide("approve");
    expect(await asking).toEqual({ place: "window" });
    expect([frame.shown, inInbox]).toEqual([[], [room]]);
  });

  it("a refusal, the end of the page's line and the lock of the mailbox each end the frame", async () => {
    const [page, thread] = await begun();
    newest = { letterId, from: { ...party, userId: "@amt:x.de" }, subject: "Bescheid", receivedAtMs: 1, opened: true };
    const refused = await frameIn(town);
    const asking = codeOf(page.ask("letter.open", { thread, slot: refused.token }));
    await decide("decline");
    expect(await asking).toBe("user_rejected");
    await until(() => refused.closed());
    const show = async () => {
      const frame = await frameIn(town);
      const showing = page.ask("letter.open", { thread, slot: frame.token });
      await decide("approve");
      await showing;
      await until(() => frame.shown.length === 1);
      expect(frame.closed()).toBe(false);
      return frame;
    };
    const locked = await show();
    await place.vault.lock();
    await until(() => locked.closed());
    await place.vault.unlock();
    const left = await show();
    page.line.close();
    await until(() => left.closed());
  });

  it("a frame's token is nobody else's: not another origin's, not twice, not what a page makes up", async () => {
    const [page, thread] = await begun();
    newest = { letterId, from: { ...party, userId: "@amt:x.de" }, subject: "", receivedAtMs: null, opened: true };
    expect(await codeOf(page.ask("letter.open", { thread, slot: systemRandom.uuid() }))).toBe("invalid_params");
    const elsewhere = await frameIn(shop);
    expect(await codeOf(page.ask("letter.open", { thread, slot: elsewhere.token }))).toBe("invalid_params");
    const once = await frameIn(town);
    const asking = page.ask("letter.open", { thread, slot: once.token });
    expect(await codeOf(page.ask("letter.open", { thread, slot: once.token }))).toBe("invalid_params");
    await decide("approve");
    expect(await asking).toEqual({ place: "frame" });
    expect(elsewhere.shown).toEqual([]);
  });

  it("another origin's thread, one without letters and a refusal open nothing", async () => {
    const [page, thread] = await begun();
    expect(await codeOf(page.ask("letter.open", { thread }))).toBe("invalid_params");
    newest = { letterId, from: { ...party, userId: "@amt:x.de" }, subject: "", receivedAtMs: null, opened: true };
    expect(await codeOf((await permitted(shop)).ask("letter.open", { thread }))).toBe("invalid_params");
    const asking = codeOf(page.ask("letter.open", { thread }));
    await decide("decline");
    expect(await asking).toBe("user_rejected");
    expect(opened).toEqual([]);
  });
});

describe("writing a letter in a frame", () => {
  const written = { subject: "Konto", text: "Mein Text", values: { iban: "DE02" } };
  const form = {
    schema: "https://x.example/1",
    fields: [{ name: "iban", label: "IBAN", kind: "line", required: true }],
  };

  async function begin(more: object = {}) {
    const page = await permitted(town);
    const frame = await frameIn(town);
    const params = { to: await handleOf(page), idempotencyKey: "k".repeat(16), slot: frame.token, ...more };
    const composing = page.ask("letter.compose", params);
    composing.catch(() => undefined);
    await until(() => frame.shown.length === 1);
    return { page, frame, params, composing };
  }

  it("goes out once the person approved all of it in the window, and never to the page", async () => {
    const { page, frame, params, composing } = await begin({ prefill: { subject: "Konto", form } });
    expect(frame.shown).toMatchObject([{ kind: "compose", origin: town, subject: "Konto", continued: false }]);
    await frame.ask("seat.save", { subject: "Konto", text: "Mein", filled: [] });
    expect(drafts).toMatchObject([{ to: "@amt:musterlingen.de", thread: null, text: "Mein" }]);
    const submitting = frame.ask("seat.submit", written);
    await until(() => consent.read(display.request())?.kind === "send");
    expect(consent.read(display.request())).toMatchObject({
      subject: "Konto",
      text: "IBAN: DE02\n\nMein Text",
      data: { schema: form.schema, json: { iban: "DE02" } },
      attachments: [],
    });
    expect(sent).toEqual([]);
    await decide("approve");
    expect(await submitting).toEqual({ sent: true });
    const answer = await composing;
    expect(sent).toMatchObject([{ to: "@amt:musterlingen.de", subject: "Konto", data: { json: { iban: "DE02" } } }]);
    expect(JSON.stringify([answer, page.events])).not.toMatch(/DE02|Mein/);
    await until(() => frame.closed());
    // The same key again, from another frame: the same letter, and nobody is asked.
    const again = await frameIn(town);
    expect(await page.ask("letter.compose", { ...params, slot: again.token })).toEqual(answer);
    expect([sent.length, again.shown]).toEqual([1, []]);
  });

  it("a letter that the person does not approve is not sent, and they go on writing", async () => {
    const { frame, composing } = await begin();
    const submitting = frame.ask("seat.submit", { ...written, values: {} });
    await decide("decline");
    expect(await submitting).toEqual({ sent: false });
    expect([sent, frame.closed()]).toEqual([[], false]);
    const second = frame.ask("seat.submit", { ...written, text: "Besser", values: {} });
    await decide("approve");
    expect(await second).toEqual({ sent: true });
    await composing;
    expect(sent).toMatchObject([{ text: "Besser" }]);
  });

  it("what does not fit the page's form is refused to the frame, and nobody is asked", async () => {
    const { frame } = await begin({ prefill: { form } });
    await expect(frame.ask("seat.submit", { ...written, values: {} })).rejects.toThrow("invalid_params");
    expect([sent, consent.read(display.request())]).toEqual([[], null]);
  });

  it("goes on in the window with what was written so far", async () => {
    const { frame, composing } = await begin();
    await frame.ask("seat.window", { subject: "Konto", text: "So weit" });
    await until(() => consent.read(display.request())?.kind === "compose");
    expect(consent.read(display.request())).toMatchObject({ subject: "Konto", text: "So weit" });
    await until(() => frame.closed());
    await decide("decline");
    expect(await codeOf(composing)).toBe("user_rejected");
    expect(sent).toEqual([]);
  });

  it("ends with the frame", async () => {
    const { frame, composing } = await begin();
    frame.line.close();
    expect(await codeOf(composing)).toBe("user_rejected");
    expect(sent).toEqual([]);
  });
});

describe("the log of key uses", () => {
  it("is a chain: an entry that is changed, taken out or cut off at the end is noticed", async () => {
    const use = (about: string) =>
      log.use({ origin: town, method: "letter.send", about, approved: "d" }, (logged) =>
        place.vault.commit([...logged]),
      );
    for (const about of ["eins", "zwei", "drei"]) await use(about);
    expect((await log.read()).entries.map(({ about }) => about)).toEqual(["drei", "zwei", "eins"]);
    expect((await log.read()).intact).toBe(true);
    const stored = await place.vault.list("uses", { prefix: "entry/" });
    const [, second, third] = stored;
    await place.vault.commit([
      { store: "uses", key: second!.key, put: { ...(second!.value as object), about: "zwo" } as never },
    ]);
    expect((await log.read()).intact).toBe(false);
    await place.vault.commit([{ store: "uses", key: second!.key, put: second!.value as never }]);
    expect((await log.read()).intact).toBe(true);
    await place.vault.commit([{ store: "uses", key: third!.key, remove: true }]);
    expect((await log.read()).intact).toBe(false);
  });

  it("a use that fails leaves no entry, and uses that meet get numbers of their own", async () => {
    const failing = log.use({ origin: town, method: "letter.send", about: "x", approved: "d" }, async () => {
      throw new FederpostError("offline", "x");
    });
    await expect(failing).rejects.toThrow();
    const about = ["a", "b", "c", "d"];
    await Promise.all(
      about.map((one) =>
        log.use({ origin: town, method: "letter.send", about: one, approved: "d" }, (logged) =>
          place.vault.commit([...logged]),
        ),
      ),
    );
    expect((await log.read()).entries.map(({ number }) => number)).toEqual([4, 3, 2, 1]);
    expect((await log.read()).intact).toBe(true);
    expect(JSON.parse(await log.export())).toMatchObject({ format: "federpost-key-uses", entries: { length: 4 } });
  });
});

describe("presenting evidence", () => {
  const organisation = {
    name: "Stadt Musterlingen",
    unit: "Bauamt",
    proves: "organisation",
    country: "DE",
    domains: [],
    revocation: "checked",
    boundBy: "certificate",
    issuer: "Stelle",
    root: "Wurzel",
    notBeforeMs: 0,
    notAfterMs: 2 ** 42,
    serial: "3",
  } as const;
  const person = { name: "Erika", level: "low", issuer: "BundID", sinceMs: 1, untilMs: 2 } as const;
  const ofTown: PresentedView = { kind: "organisation", organisation, evidenceDigest: "digest-1" };
  const ofErika: PresentedView = { kind: "person", person, claims: [["name", "Erika"]], evidenceDigest: "digest-2" };
  const uses = async () => (await log.read()).entries.map(({ method, about }) => [method, about]);
  const seen = async () => {
    await until(() => consent.read(display.request())?.kind === "present");
    return consent.read(display.request());
  };

  it("shows who asks, what for and all that the page gets, and presents exactly that after the person agreed", async () => {
    evidence = ofTown;
    const page = await permitted(town);
    const asked = toPresent();
    const asking = page.ask("identity.present", asked);
    expect(await seen()).toMatchObject({
      ...{ origin: town, purpose: "Antrag stellen", audience: town, nonce: asked.nonce, presented: ofTown },
      presenter: { userId: "@anna:example.org" },
    });
    expect([presented, await uses()]).toEqual([[], []]);
    await decide("approve", { kind: "passphrase", passphrase: "geheim" });
    expect(await asking).toEqual({ evidence: { kind: "x509", token: "aGVhZA.cGF5.c2ln" } });
    expect(presented).toEqual([
      {
        ...{ origin: town, audience: town, purpose: "Antrag stellen", nonce: asked.nonce, digest: "digest-1" },
        demand: { kind: "x509", level: null, claims: [] },
        way: { kind: "passphrase", passphrase: "geheim" },
      },
    ]);
    expect(await uses()).toEqual([["identity.present", "Stadt Musterlingen"]]);
  });

  it("takes audience, level and claims of a person's evidence as the page asked", async () => {
    evidence = ofErika;
    const page = await permitted(town);
    const asked = toPresent({ evidence: "oidc", level: "low", claims: ["name"], audience: "Wohngeld" });
    const asking = page.ask("identity.present", asked);
    expect(await seen()).toMatchObject({ audience: "Wohngeld", level: "low", claims: ["name"], presented: ofErika });
    await decide("approve");
    expect((await asking).evidence.kind).toBe("oidc");
    expect(presented).toMatchObject([
      { audience: "Wohngeld", demand: { kind: "oidc", level: "low", claims: ["name"] } },
    ]);
    expect(await uses()).toEqual([["identity.present", "Erika"]]);
  });

  const missing: readonly PresentedView[] = [
    { kind: "none" },
    { kind: "no_roots" },
    { kind: "refused", reason: "revoked" },
    { kind: "level", level: "low" },
    { kind: "claims", missing: ["birthdate"] },
  ];

  it.each(missing)("%o: the page learns one and the same thing, and only when the person lets it", async (nothing) => {
    evidence = nothing;
    const page = await permitted(town);
    const asking = codeOf(page.ask("identity.present", toPresent({ evidence: "oidc" })));
    expect(await seen()).toMatchObject({ presented: nothing });
    await decide("approve");
    expect(await asking).toBe("unsupported");
    expect([presented, await uses()]).toEqual([[], []]);
  });

  it("who declines does not tell the page whether there is evidence", async () => {
    const answers: unknown[] = [];
    for (const each of [...missing, ofTown]) {
      evidence = each;
      // Each asks from a page of its own: who declines three times in half a minute is not asked for a while.
      clock.move(120_000);
      const page = await permitted(town);
      const frames: unknown[] = [];
      page.line.listen((frame) =>
        frames.push(JSON.parse(JSON.stringify(frame, (key, value) => (key === "id" ? 0 : value)))),
      );
      const asking = codeOf(page.ask("identity.present", toPresent()));
      await seen();
      await decide("decline");
      // Word of what the page was allowed above can come later.
      const about = frames.filter((frame) => (frame as { readonly event?: string }).event !== "permissionsChanged");
      answers.push([await asking, about]);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(JSON.stringify(answers[0])).toContain("user_rejected");
  });

  it("a kind that this version presents none of is unsupported for everybody, and nobody is asked", async () => {
    evidence = ofTown;
    const page = await permitted(town);
    const before = display.windows.size;
    for (const kind of ["eid", "eudi"])
      expect(await codeOf(page.ask("identity.present", toPresent({ evidence: kind })))).toBe("unsupported");
    expect([display.windows.size, presented]).toEqual([before, []]);
  });

  it("levels and claims of certificates, short nonces and other kinds are no call of the contract", async () => {
    const page = await permitted(town);
    for (const change of [
      { level: "low" },
      { claims: ["name"] },
      { nonce: "short" },
      { evidence: "passport" },
      { purpose: "" },
    ])
      expect(await codeOf(page.ask("identity.present", toPresent(change)))).toBe("invalid_params");
  });

  it("a page that leaves takes its question with it, and nothing is signed", async () => {
    evidence = ofTown;
    const page = await permitted(town);
    const asking = codeOf(page.ask("identity.present", toPresent()));
    const view = await seen();
    page.line.close();
    await asking;
    clock.move(600);
    await until(() => consent.read(view!.request) === null);
    expect([presented, await uses()]).toEqual([[], []]);
  });

  it("a mailbox whose evidence changed in between presents nothing, and the page learns only that it cannot", async () => {
    evidence = ofTown;
    const page = await permitted(town);
    failing = new FederpostError("evidence_missing", "secret");
    const asking = codeOf(page.ask("identity.present", toPresent()));
    await decide("approve");
    expect(await asking).toBe("unavailable");
    expect(await uses()).toEqual([]);
  });
});
