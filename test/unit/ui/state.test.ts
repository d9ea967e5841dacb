import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFormat, createTranslate } from "../../../extension/i18n/index.ts";
import { requestIn } from "../../../extension/ui/consent/request.ts";
import { checkLetter, mayBeSent } from "../../../extension/ui/state/check-letter.ts";
import { connectedPages, sourceOf } from "../../../extension/ui/state/connections.ts";
import { describeDelivery, type LetterEntry } from "../../../extension/ui/state/delivery.ts";
import { type ChosenFile, filesProblem } from "../../../extension/ui/state/files.ts";
import { partsOf } from "../../../extension/ui/state/kept-parts.ts";
import { answeredLetter, isClosed, startingPoint } from "../../../extension/ui/state/letters.ts";
import { PartHeights, sizeOfPart } from "../../../extension/ui/state/part-heights.ts";
import { addStep, type Step } from "../../../extension/ui/state/progress.ts";
import { type Answer, createReader } from "../../../extension/ui/state/reader.ts";
import { addressOf, readAddress } from "../../../extension/ui/state/recipient.ts";
import { type Remote, settle } from "../../../extension/ui/state/remote.ts";
import { formatRoute, parseRoute } from "../../../extension/ui/state/route.ts";
import { checkSignIn, homeserverOf } from "../../../extension/ui/state/sign-in.ts";
import { spanOf } from "../../../extension/ui/state/threads.ts";
import { rowsMoved } from "../../../extension/ui/state/use-list-place.ts";
import { FederpostError } from "../../../shared/base/index.ts";
import { letterLimits } from "../../../shared/letter/index.ts";
import type { PartyView, ThreadSummary, ThreadView } from "../../../shared/protocol/index.ts";

const party: PartyView = {
  userId: "@bauamt:stadt.example",
  claimedName: null,
  assurance: "not_verified",
  fingerprint: null,
  changedTo: null,
  compared: null,
  domain: null,
  newDeviceAtMs: null,
};
const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

const letterOf = (n: number, part: Partial<LetterEntry>): LetterEntry => ({
  kind: "letter",
  letter: idOf(n),
  from: party,
  mine: false,
  subject: "Bescheid",
  text: "Guten Tag",
  format: null,
  data: null,
  attachments: [],
  sentAtMs: n,
  receivedAtMs: n,
  inReplyTo: null,
  acknowledgeBy: null,
  automatic: false,
  composedBy: null,
  event: null,
  delivery: null,
  progress: null,
  failure: null,
  receipts: [],
  ...part,
});

const summaryOf = (n: number, part: Partial<ThreadSummary> = {}): ThreadSummary => ({
  thread: `!${n}:stadt.example`,
  mailbox: "@erika:stadt.example",
  order: {
    pinned: false,
    archived: false,
    snoozedUntilMs: null,
    marked: false,
    labels: [],
    trashedAtMs: null,
    apart: null,
    taken: null,
    takenHere: false,
  },
  subject: "Bescheid",
  parties: [party],
  preview: "",
  unread: 0,
  lastAtMs: n,
  deadline: null,
  state: "open",
  ...part,
});

const threadOf = (...entries: LetterEntry[]): ThreadView => ({ summary: summaryOf(1), entries });

describe("what the host holds, in a view", () => {
  const reads = (...answers: Answer<string>[]): Remote<string> =>
    answers.reduce<Remote<string>>(settle, { kind: "loading" });

  test("is there when it has arrived", () => {
    expect(reads({ kind: "arrived", value: "a" })).toEqual({ kind: "ready", value: "a", stale: null });
  });

  test("is an error when the first read fails", () => {
    expect(reads({ kind: "failed", code: "offline" })).toEqual({ kind: "failed", code: "offline" });
  });

  test("stays visible, marked as old, when a later read fails", () => {
    const state = reads({ kind: "arrived", value: "a" }, { kind: "failed", code: "offline" });
    expect(state).toEqual({ kind: "ready", value: "a", stale: "offline" });
    expect(settle(state, { kind: "arrived", value: "b" })).toEqual({ kind: "ready", value: "b", stale: null });
  });

  test("is dropped when something else is asked for", () => {
    expect(reads({ kind: "arrived", value: "a" }, { kind: "asked" })).toEqual({ kind: "loading" });
  });
});

describe("reading from the host", () => {
  /** Reads that end when the test says so. */
  function setUp() {
    const told: Answer<string>[] = [];
    const open: { signal: AbortSignal; end: (value: string) => void; fail: (error: unknown) => void }[] = [];
    const reader = createReader<string>(
      (signal) => new Promise((end, fail) => open.push({ signal, end, fail })),
      (answer) => told.push(answer),
    );
    return { reader, told, open };
  }
  const settled = async () => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };

  test("many wishes during one read become one more read", async () => {
    const { reader, told, open } = setUp();
    void reader.read();
    for (let i = 0; i < 5; i++) void reader.read();
    expect(open.length).toBe(1);
    open[0]!.end("old");
    await settled();
    expect(open.length).toBe(2);
    open[1]!.end("new");
    await settled();
    expect(open.length).toBe(2);
    expect(told).toEqual([
      { kind: "arrived", value: "old" },
      { kind: "arrived", value: "new" },
    ]);
  });

  test("a failure is told by its code and does not end the wishes", async () => {
    const { reader, told, open } = setUp();
    void reader.read();
    open[0]!.fail(new FederpostError("offline", "no"));
    await settled();
    void reader.read();
    open[1]!.fail(new TypeError("bug"));
    await settled();
    expect(told).toEqual([
      { kind: "failed", code: "offline" },
      { kind: "failed", code: "internal" },
    ]);
  });

  test("nothing is told any more once the view is gone", async () => {
    const { reader, told, open } = setUp();
    void reader.read();
    reader.stop();
    expect(open[0]!.signal.aborted).toBe(true);
    open[0]!.end("late");
    await settled();
    expect(told).toEqual([]);
    void reader.read();
    expect(open.length).toBe(1);
  });
});

describe("the list of threads", () => {
  const rows = (count: number) => Array.from({ length: count }, (_, i) => summaryOf(i));

  test("is cut into parts, of which the last may be short", () => {
    const parts = partsOf(rows(24), 4);
    expect([...parts].map(([part, threads]) => [part, threads.length])).toEqual([
      [4, 10],
      [5, 10],
      [6, 4],
    ]);
    expect(parts.get(5)?.[0]?.lastAtMs).toBe(10);
    expect([0, 1, 2, 3].map((part) => sizeOfPart(part, 24))).toEqual([10, 10, 4, 0]);
  });

  test("draws the parts that are seen and those near them, never more than can be read at once", () => {
    const places = (top: number, height: number, count: number) =>
      Array.from({ length: count }, (_, i) => ({ top: top + i * height, bottom: top + (i + 1) * height }));
    const view = { height: 1000, margin: 1000 };
    expect(spanOf(places(0, 2400, 40), view)).toEqual({ from: 0, to: 1 });
    expect(spanOf(places(-24_000, 2400, 40), view)).toEqual({ from: 9, to: 11 });
    expect(spanOf(places(-2000, 100, 400), view)).toEqual({ from: 10, to: 30 });
    expect(spanOf(places(-99_000, 2400, 40), view)).toEqual({ from: 0, to: 1 });
    expect(spanOf([], view)).toEqual({ from: 0, to: 1 });
  });

  test("has a gap as high as they are, or about, where parts are not drawn", () => {
    const heights = new PartHeights();
    const gap = (from: number, to: number, height: number) => ({ kind: "gap", from, to, height });
    const part = (at: number) => ({ kind: "part", part: at });
    expect(heights.stretches([0], 45)).toEqual([part(0), gap(1, 5, 35 * 96)]);
    heights.note(0, 500, 10);
    heights.note(1, 700, 10);
    expect(heights.stretches([3, 2], 45)).toEqual([gap(0, 2, 1200), part(2), part(3), gap(4, 5, 5 * 60)]);
    // What has the focus far from what is seen, and a part that the list no longer has.
    expect(heights.stretches([0, 3, 9], 45)).toEqual([part(0), gap(1, 3, 1300), part(3), gap(4, 5, 300)]);
    heights.note(0, 700, 10);
    expect([heights.of(0, 45), heights.of(2, 45), heights.of(4, 45)]).toEqual([700, 700, 350]);
    expect(heights.stretches([], 0)).toEqual([]);
    // While the list is hidden.
    heights.note(0, 0, 10);
    expect(heights.of(0, 45)).toBe(700);
  });

  test("knows where each part of a gap lies, also when more is known of heights than when it was drawn", () => {
    const heights = new PartHeights();
    heights.note(0, 500, 10);
    heights.note(1, 1500, 10);
    const drawn = [
      { top: -1000, bottom: 0 },
      { top: 0, bottom: 1000 },
    ];
    expect(heights.places(heights.stretches([2], 30), drawn, 30)).toEqual([
      { top: -1000, bottom: -750 },
      { top: -750, bottom: 0 },
      { top: 0, bottom: 1000 },
    ]);
  });
});

describe("a list to which somebody comes back", () => {
  const rows = (...tops: readonly (readonly [string, number])[]) => new Map(tops);
  const seen = rows(["above", -80], ["a", 20], ["b", 130], ["c", 240], ["below", 600]);

  test("has moved as far as the first row that was seen, whatever the one that was opened has become", () => {
    const lower = rows(["above", 28], ["a", 128], ["b", 238], ["c", 324], ["below", 684]);
    expect(rowsMoved(seen, lower, 600)).toBe(108);
    expect(rowsMoved(seen, seen, 600)).toBe(0);
  });

  test("does not follow a row that has its place elsewhere now, nor rows that were out of sight", () => {
    expect(rowsMoved(seen, rows(["above", -80], ["b", 20], ["c", 130], ["below", 490], ["a", 9_000]), 600)).toBe(-110);
    expect(rowsMoved(seen, rows(["above", 5_000], ["below", 7_000]), 600)).toBe(0);
    expect(rowsMoved(rows(), seen, 600)).toBe(0);
  });
});

describe("a place in the mailbox", () => {
  test("reads back from its address", () => {
    const places = fc.oneof(
      fc.constant({ kind: "list" as const }),
      fc.uuid().map((draftId) => ({ kind: "write" as const, draftId })),
      fc.constant({ kind: "write" as const, draftId: null }),
      fc.stringMatching(/^![!-9;-~]{1,60}(:[a-z0-9.-]{1,40})?$/).map((thread) => ({ kind: "thread" as const, thread })),
    );
    fc.assert(
      fc.property(places, (place) => {
        expect(parseRoute(formatRoute(place))).toEqual(place);
      }),
    );
  });

  test.each([
    "",
    "#",
    "#/",
    "#/thread",
    "#/thread/javascript:alert(1)",
    "#/thread/%E0%A4%A",
    "#/unknown/x",
    "nonsense",
  ])("is the list for %j", (hash) => expect(parseRoute(hash)).toEqual({ kind: "list" }));

  test("is a new letter when the draft's id is none", () => {
    expect(parseRoute("#/write/../../x")).toEqual({ kind: "write", draftId: null });
  });
});

describe("the request of a consent window", () => {
  test("is the UUID in its address and nothing else", () => {
    expect(requestIn(`https://x.example/consent.html?request=${idOf(7)}`)).toBe(idOf(7));
    for (const query of ["", "?request=", "?request=x", `?request=${idOf(7)}x`, `?other=${idOf(7)}`]) {
      expect(requestIn(`https://x.example/consent.html${query}`)).toBeNull();
    }
  });
});

describe("where a letter of ours stands", () => {
  const t = createTranslate("de");
  const format = createFormat("de", "Europe/Berlin");
  const say = (part: Partial<LetterEntry>) => describeDelivery(letterOf(1, { mine: true, ...part }), t, format);

  test("is not said of letters of others", () => {
    expect(describeDelivery(letterOf(1, {}), t, format)).toBeNull();
  });

  test("with the server is not called delivered", () => {
    const delivery = say({ delivery: "with_server" });
    expect(delivery).toMatchObject({ tone: "moving", text: "Beim Homeserver" });
    expect(delivery?.advice).toContain("Noch ist nicht bestätigt");
  });

  test("uploading says how much of how much", () => {
    const delivery = say({ delivery: "uploading", progress: { doneBytes: 12_400_000, totalBytes: 48_000_000 } });
    expect(delivery?.text.replace(/\s/g, " ")).toBe("Anhänge werden übertragen: 12,4 MB von 48 MB");
    expect(say({ delivery: "uploading" })?.text).toBe("Anhänge werden übertragen");
  });

  test("failed says what to do", () => {
    expect(say({ delivery: "failed", failure: "file_changed" })?.advice).toContain("Bitte wählen Sie sie erneut aus");
    expect(say({ delivery: "failed" })).toMatchObject({ tone: "failed", text: "Nicht gesendet" });
  });

  test("only what the recipient's side confirmed looks done", () => {
    const states = ["waiting", "uploading", "with_server", "provided", "retrieved", "failed"] as const;
    expect(states.filter((delivery) => say({ delivery })?.tone === "there")).toEqual(["provided", "retrieved"]);
  });
});

describe("a thread", () => {
  test("goes on at the first closed letter, else at its end", () => {
    const closed = letterOf(2, { text: null });
    expect(startingPoint(threadOf(letterOf(1, {}), closed, letterOf(3, { text: null })))).toBe(closed.letter);
    expect(startingPoint(threadOf(letterOf(1, {}), letterOf(2, {})))).toBe(idOf(2));
    expect(startingPoint(threadOf())).toBeNull();
  });

  test("a letter of ours is never closed", () => {
    expect(isClosed(letterOf(1, { text: null }))).toBe(true);
    expect(isClosed(letterOf(1, { text: null, mine: true }))).toBe(false);
    expect(isClosed(letterOf(1, { text: "" }))).toBe(false);
  });

  test("an answer answers the newest opened letter of the other side, never a closed one", () => {
    const view = threadOf(letterOf(1, {}), letterOf(2, {}), letterOf(3, { mine: true }), letterOf(4, { text: null }));
    expect(answeredLetter(view)?.letter).toBe(idOf(2));
    expect(answeredLetter(threadOf(letterOf(1, { mine: true }), letterOf(2, { text: null })))?.letter).toBe(idOf(1));
    expect(answeredLetter(threadOf())).toBeNull();
  });
});

describe("a letter before it is sent", () => {
  const fields = { to: "@bauamt:stadt.example", subject: "Antrag", text: "Guten Tag" };
  const found = { kind: "found", party, domain: null } as const;
  const fileOf = (sizeBytes: number, state: ChosenFile["state"] = { kind: "saved" }): ChosenFile => {
    return { id: idOf(sizeBytes), name: "a", type: "", sizeBytes, state };
  };

  test("may go when everything is there", () => {
    expect(mayBeSent(checkLetter(fields, [], found))).toBe(true);
  });

  test("needs a recipient that is known, a subject, and text or a file", () => {
    expect(checkLetter(fields, [], { kind: "empty" }).to).toBe("missing");
    expect(checkLetter(fields, [], { kind: "incomplete" }).to).toBe("incomplete");
    expect(checkLetter(fields, [], { kind: "unknown" }).to).toBe("unknown");
    expect(checkLetter(fields, [], { kind: "searching" }).to).toBe("wait");
    expect(checkLetter({ ...fields, subject: "  " }, [], found).subject).toBe("missing");
    expect(checkLetter({ ...fields, text: " \n" }, [], found).text).toBe("missing");
    expect(mayBeSent(checkLetter({ ...fields, text: "" }, [fileOf(1)], found))).toBe(true);
  });

  test("can be handed over while the recipient cannot be looked up", () => {
    expect(mayBeSent(checkLetter(fields, [], { kind: "failed", code: "offline" }))).toBe(true);
    const domain = { ...fields, to: "stadt.example" };
    expect(checkLetter(domain, [], { kind: "failed", code: "offline" }).to).toBe("unknown");
  });

  test("as an answer needs neither recipient nor subject", () => {
    expect(mayBeSent(checkLetter({ to: "", subject: "", text: "Danke" }, [], null))).toBe(true);
  });

  test("waits for files that are being saved, and does not go without one that is not", () => {
    expect(filesProblem([fileOf(1, { kind: "saving", doneBytes: 0 })])).toBeNull();
    expect(filesProblem([fileOf(1), fileOf(2, { kind: "failed", code: "storage_full" })])).toBe("not_saved");
    expect(filesProblem([fileOf(1, { kind: "missing" })])).toBe("not_saved");
  });

  test("may carry 1,000 files and 200 MB together, and not one more", () => {
    const many = Array.from({ length: 1000 }, () => fileOf(1));
    expect(filesProblem(many)).toBeNull();
    expect(filesProblem([...many, fileOf(1)])).toBe("too_many");
    expect(filesProblem([fileOf(letterLimits.attachmentBytes - 1), fileOf(1)])).toBeNull();
    expect(filesProblem([fileOf(letterLimits.attachmentBytes), fileOf(1)])).toBe("too_large");
    expect(mayBeSent(checkLetter(fields, [fileOf(letterLimits.attachmentBytes + 1)], found))).toBe(false);
  });

  test("an address is looked up only when it is whole", () => {
    expect(readAddress("")).toEqual({ kind: "empty" });
    expect(readAddress("  ")).toEqual({ kind: "empty" });
    expect(readAddress("@bauamt")).toEqual({ kind: "incomplete" });
    expect(readAddress("bauamt:stadt.example")).toEqual({ kind: "incomplete" });
    expect(readAddress(" @bauamt:stadt.example ")).toBeNull();
    expect(readAddress("stadt")).toEqual({ kind: "incomplete" });
    for (const domain of ["stadt.example", "https://stadt.example/", "127.0.0.1:8080"])
      expect(readAddress(domain)).toBeNull();
  });

  test("goes to the address that a domain led to", () => {
    const domain = { domain: "stadt.example", name: "Bauamt" };
    expect(addressOf({ kind: "found", party, domain }, "stadt.example")).toBe(party.userId);
    expect(addressOf({ kind: "failed", code: "offline" }, " @a:b.example ")).toBe("@a:b.example");
    expect(addressOf({ kind: "searching" }, "stadt.example")).toBeNull();
  });
});

describe("the steps of setting up", () => {
  const report = (step: string, done: number) => ({ kind: "progress", of: "sign_in", step, done, total: 3 }) as const;
  const names = (steps: readonly Step[]) => steps.map(({ name, state }) => `${name} ${state}`);

  test("come one after the other; a new one ends those before it", () => {
    const steps = [report("discover", 0), report("sign_in", 1), report("keys", 2)].reduce(addStep, []);
    expect(names(steps)).toEqual(["discover done", "sign_in done", "keys running"]);
  });

  test("reported again stay in their place", () => {
    const steps = [report("discover", 0), report("keys", 1), report("keys", 2), report("keys", 3)].reduce(addStep, []);
    expect(names(steps)).toEqual(["discover done", "keys done"]);
  });
});

describe("signing in", () => {
  test("needs every field", () => {
    const wrong = checkSignIn({ homeserver: " ", user: "", password: "", deviceName: "Laptop" });
    expect(wrong).toEqual({ homeserver: true, user: true, password: true, deviceName: false });
  });

  test("takes spaces in a password as they are", () => {
    expect(checkSignIn({ homeserver: "a", user: "b", password: "  ", deviceName: "c" }).password).toBe(false);
  });

  test("reads the homeserver from a whole address, but never over what was typed", () => {
    expect(homeserverOf({ homeserver: "", user: "@anna:stadt.example" })).toBe("stadt.example");
    expect(homeserverOf({ homeserver: "matrix.stadt.example", user: "@anna:land.example" })).toBe(
      "matrix.stadt.example",
    );
    expect(homeserverOf({ homeserver: "", user: "anna" })).toBe("");
  });
});

describe("connected pages", () => {
  const grant = {
    origin: "https://a.example",
    methods: [{ method: "letter.send", expiresAtMs: 2 }],
    grantedAtMs: 1,
    lastUsedAtMs: null,
  };

  test("are listed once each, with what they may, also when only the permission is left", () => {
    const portals = [
      { origin: "https://b.example", source: "policy" },
      { origin: "https://a.example", source: "person" },
    ] as const;
    expect(connectedPages(portals, [grant, { ...grant, origin: "https://c.example" }])).toEqual([
      { origin: "https://a.example", source: "person", grant },
      { origin: "https://b.example", source: "policy", grant: null },
      { origin: "https://c.example", source: null, grant: { ...grant, origin: "https://c.example" } },
    ]);
  });

  test("of a test version are connected on every port of their host", () => {
    const portals = [{ origin: "http://127.0.0.1", source: "development" }] as const;
    expect(sourceOf("http://127.0.0.1:4000", portals)).toBe("development");
    expect(sourceOf("http://localhost:4000", portals)).toBeNull();
    expect(sourceOf("https://a.example:8443", [{ origin: "https://a.example", source: "person" }])).toBeNull();
  });
});
