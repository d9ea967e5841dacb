import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { portalErrors } from "../../../shared/protocol/index.ts";
import { connect, type Federpost, type PortalErrorCode } from "../../../shared/sdk/index.ts";
import { type Fake, type FakeOptions, installFake } from "../../../shared/sdk/testing.ts";

const codes = Object.keys(portalErrors) as PortalErrorCode[];
const unknownId = "5b0c1d6e-7a8f-4b9c-8d0e-1f2a3b4c5d6e";

let fake: Fake;
const install = (options?: FakeOptions): void => {
  fake = installFake(options);
};
beforeEach(() => {
  Object.assign(globalThis, { window: new EventTarget() });
});
afterEach(() => {
  fake.remove();
  Reflect.deleteProperty(globalThis, "window");
});

async function connected(): Promise<Federpost> {
  const result = await connect({ timeoutMs: 20_000 });
  if (result.kind !== "connected") throw new Error("not connected");
  return result.federpost;
}

/** A page that may do everything, and a mailbox it has found. */
async function allowed() {
  install();
  const federpost = await connected();
  const methods = [
    "mailbox.find",
    "letter.send",
    "letter.compose",
    "letter.status",
    "letter.open",
    "document.sign",
  ] as const;
  await federpost.requestAccess({ methods, purpose: "dog tax" });
  const to = await federpost.findMailbox({ domain: "town.example" });
  if (to === null) throw new Error("no mailbox");
  return { federpost, letter: { to, subject: "Dog tax", text: "One dog." } };
}

describe("the fake for portals' tests, by itself", () => {
  it("takes a letter with its files and says how far it has come", async () => {
    const { federpost, letter } = await allowed();
    const file = new File(["plan"], "plan.txt", { type: "text/plain" });
    const sent = await federpost.send({ ...letter, attachments: [file] });
    expect(await federpost.status(sent.letterId)).toEqual({ ...sent, state: "with_server" });
    await federpost.open(sent.thread);
    expect(fake.calls.map(({ method }) => method)).toContain("letter.send");
    expect(fake.calls.find(({ method }) => method === "letter.send")?.params).toMatchObject({ subject: "Dog tax" });
  });

  it("refuses what was not permitted, and again once it was given back", async () => {
    const { federpost, letter } = await allowed();
    await federpost.revokeAccess({ methods: ["letter.send"] });
    await expect(federpost.send(letter)).rejects.toMatchObject({ code: "not_permitted" });
    fake.remove();
    install();
    const stranger = await connected();
    await expect(stranger.findMailbox({ domain: "town.example" })).rejects.toMatchObject({ code: "not_permitted" });
  });

  it("sends nothing twice under one key, and refuses another letter under it", async () => {
    const { federpost, letter } = await allowed();
    const idempotencyKey = "a-key-of-this-form";
    const sent = await federpost.send({ ...letter, idempotencyKey });
    expect(await federpost.send({ ...letter, idempotencyKey })).toEqual(sent);
    const other = federpost.send({ ...letter, text: "Two dogs.", idempotencyKey });
    await expect(other).rejects.toMatchObject({ code: "invalid_params" });
  });

  it("refuses what does not hold to the contract", async () => {
    const { federpost, letter } = await allowed();
    const seen = fake.calls.length;
    const refused = { code: "invalid_params" };
    const looksLikeAFile = { name: "plan.txt", type: "text/plain", size: 4 };
    await expect(federpost.send({ ...letter, subject: "" })).rejects.toMatchObject(refused);
    await expect(federpost.send({ ...letter, text: "a".repeat(200_001) })).rejects.toMatchObject(refused);
    await expect(federpost.send({ ...letter, attachments: [looksLikeAFile as never] })).rejects.toMatchObject(refused);
    expect(fake.calls.length).toBe(seen);
    await expect(federpost.status(unknownId)).rejects.toMatchObject(refused);
    await expect(federpost.open(unknownId)).rejects.toMatchObject(refused);
  });

  it("knows the agencies it was given, and no others", async () => {
    install({ agencies: { "town.example": "Town" } });
    const federpost = await connected();
    await federpost.requestAccess({ methods: ["mailbox.find"], purpose: "dog tax" });
    expect(await federpost.findMailbox({ domain: "town.example" })).toMatchObject({ name: "Town" });
    expect(await federpost.findMailbox({ domain: "constructor" })).toBeNull();
  });
});

describe("the fake's directory", () => {
  const search = async (options: FakeOptions) => {
    install(options);
    const federpost = await connected();
    await federpost.requestAccess({ methods: ["mailbox.find"], purpose: "dog tax" });
    return federpost.findMailbox;
  };
  const entry = { services: ["99107005012000", "Dog tax"], places: ["089990001001", "78999"] };

  it("leads to the one agency that fits, whose name is what its domain says", async () => {
    const find = await search({
      agencies: { "town.example": "Town", "county.example": "County" },
      directory: [
        { ...entry, name: "Taxes of the town", domain: "town.example" },
        { ...entry, name: "Dogs of the town", domain: "town.example", services: ["Dog registration"] },
        { ...entry, name: "Taxes of the county", domain: "county.example", places: ["089990000000"] },
        { ...entry, name: "Gone", domain: "gone.example", places: ["1"] },
      ],
    });
    const town = await find({ domain: "town.example" });
    expect(town).toMatchObject({ name: "Town", domain: "town.example" });
    expect(await find({ query: "TOWN tax" })).toEqual(town);
    expect(await find({ query: "town" })).toEqual(town);
    expect(await find({ service: "Dog tax", place: "78999" })).toEqual(town);
    for (const none of [
      { query: "taxes" },
      { query: "nobody" },
      { query: "gone" },
      { service: "Dog tax", place: "12345" },
      { service: "Cat tax", place: "78999" },
    ])
      expect(await find(none)).toBeNull();
    await expect(find({ query: " " })).rejects.toMatchObject({ code: "invalid_params" });
  });

  it("is one that most people do not have", async () => {
    const find = await search({});
    await expect(find({ query: "town" })).rejects.toMatchObject({ code: "unsupported", retryable: false });
    await expect(find({ service: "Dog tax", place: "78999" })).rejects.toMatchObject({ code: "unsupported" });
    expect(await find({ domain: "town.example" })).not.toBeNull();
  });
});

describe("the fake for portals' tests, by a script", () => {
  it.each(codes.filter((code) => code !== "disconnected"))("refuses one call with %s", async (code) => {
    const { federpost, letter } = await allowed();
    fake.script("letter.send", { kind: "failure", code, retryAfterMs: 5000 });
    await expect(federpost.send(letter)).rejects.toMatchObject({
      code,
      number: portalErrors[code],
      retryAfterMs: 5000,
    });
    await expect(federpost.send(letter)).resolves.toHaveProperty("letterId");
  });

  it("answers what it was told, and takes no answer the extension could not give", async () => {
    const { federpost } = await allowed();
    const status = { letterId: unknownId, thread: unknownId, state: "retrieved" } as const;
    fake.script("letter.status", { kind: "result", result: status });
    expect(await federpost.status(unknownId)).toEqual(status);
    const wrong = { ...status, state: "lost" as never };
    expect(() => fake.script("letter.status", { kind: "result", result: wrong })).toThrow();
    expect(() => fake.script("letter.burn" as never)).toThrow("letter.burn");
  });

  it("is as slow as the test wants", async () => {
    const { federpost, letter } = await allowed();
    let decide = (_: unknown): void => {};
    fake.script("letter.send", { kind: "later", after: new Promise((resolve) => (decide = resolve)) });
    const order: string[] = [];
    const sending = federpost.send(letter).then(() => order.push("sent"));
    await federpost.listAccess().then(() => order.push("listed"));
    decide(null);
    await sending;
    expect(order).toEqual(["listed", "sent"]);
  });

  it("never answers, and the page's signal ends the call", async () => {
    const { federpost, letter } = await allowed();
    fake.script("letter.send", { kind: "silence" });
    const leaving = new AbortController();
    const sending = federpost.send(letter, { signal: leaving.signal });
    leaving.abort(new Error("left"));
    await expect(sending).rejects.toThrow("left");
  });

  it("breaks the line under a call, which the SDK makes again with the same key", async () => {
    const { federpost, letter } = await allowed();
    fake.script("letter.send", { kind: "disconnect" });
    await expect(federpost.send(letter)).resolves.toHaveProperty("letterId");
    const sends = fake.calls.filter(({ method }) => method === "letter.send");
    expect(sends.length).toBe(2);
    expect(sends[0]?.params).toEqual(sends[1]?.params);
  });

  it("tells events that hold to the contract", async () => {
    const { federpost } = await allowed();
    const event = { letterId: unknownId, state: "provided" } as const;
    const heard = new Promise((resolve) => federpost.on("letterStatus", resolve));
    fake.tell("letterStatus", event);
    expect(await heard).toEqual(event);
    expect(() => fake.tell("letterStatus", { ...event, state: "lost" as never })).toThrow("letterStatus");
  });
});

describe("a page without extension", () => {
  it("finds none until it appears, and none once it was removed", async () => {
    install({ installed: false });
    expect(await connect({ timeoutMs: 1 })).toEqual({ kind: "not_available" });
    const waiting = connect({ timeoutMs: 30_000 });
    fake.appear();
    expect((await waiting).kind).toBe("connected");
    fake.remove();
    expect(await connect({ timeoutMs: 1 })).toEqual({ kind: "not_available" });
  });
});
