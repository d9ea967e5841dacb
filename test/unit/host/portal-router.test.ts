import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Consent, createConsent } from "../../../extension/consent/index.ts";
import type { ApprovedLetter, BackendEvent, PortalBackend } from "../../../extension/host/portal-backend.ts";
import { createPortalRouter, type PortalRouter } from "../../../extension/host/portal-router.ts";
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
import type { PortalMethod, PortalResult } from "../../../shared/protocol/index.ts";
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
let looked: number;
let sending: Promise<void>;
const listeners = new Set<(event: BackendEvent) => void>();
const tell = (event: BackendEvent) => {
  for (const listener of listeners) listener(event);
};

/** A mailbox that keeps what it is given. */
const mailbox = (): PortalBackend => ({
  findMailbox: async ({ domain }) => {
    looked++;
    return domain === "nobody.de" ? null : { address: `@amt:${domain}`, name: "Amt" };
  },
  threadIsWith: async () => true,
  describeRecipient: async (userId) => ({ userId, claimedName: null, assurance: "not_verified", fingerprint: null }),
  send: async (letter) => {
    await sending;
    const letterId = systemRandom.uuid() as LetterId;
    await place.vault.commit([...letter.alsoStore({ letterId, thread: letter.thread ?? room })]);
    sent.push(letter);
    return { letterId, thread: letter.thread ?? room };
  },
  status: async (origin) =>
    sent.some((letter) => letter.origin === origin) ? { thread: room, state: "provided" } : null,
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

beforeEach(async () => {
  place = await temporaryVault();
  clock = handClock();
  display = screen();
  sent = [];
  staged = new Set();
  looked = 0;
  sending = Promise.resolve();
  listeners.clear();
  const { vault } = place;
  consent = createConsent({ vault, windows: display, clock, random: systemRandom, sha256 });
  router = createPortalRouter({ backend: mailbox(), consent, staging, vault, random: systemRandom, sha256 });
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

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "answered",
    (error: unknown) => (error instanceof Refused ? error.failure.code : String(error)),
  );

async function decide(decision: "approve" | "decline"): Promise<void> {
  await until(() => consent.read(display.request()) !== null);
  const { request, digest } = consent.read(display.request())!;
  clock.move(600);
  consent.decide({ request, decision, digest });
}

async function permitted(origin: Origin, where = {}): Promise<Page> {
  const page = visit(origin, where);
  const asking = page.ask("access.request", {
    methods: ["mailbox.find", "letter.send", "letter.status"],
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
      await codeOf(page.ask("letter.send", letter(uuid))),
      await codeOf(page.ask("letter.status", { letterId: uuid })),
    ];
    expect(codes).toEqual(["not_permitted", "not_permitted", "not_permitted"]);
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
    expect(greetings[0]?.methods).not.toContain("document.sign");
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
});
