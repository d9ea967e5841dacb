import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatRecoveryKey, type Random, systemRandom } from "../../shared/base/index.ts";
import { readArchiveKey } from "../../shared/courier/archive/key.ts";
import { readAccount, withIdentityKey } from "../../shared/courier/index.ts";
import { newPassphrase, newRecoveryWay, presentWay } from "../../shared/vault/index.ts";
import { insiderOf } from "./insider.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";
import { shiftedClock } from "./weather.ts";

let house: House;
let citizen: TestMailbox;
let clerk: TestMailbox;
const clock = shiftedClock();
const word = (what: string) => `${what}-${crypto.randomUUID()}`;
const said = {
  subject: word("Betreff"),
  text: word("Antragstext"),
  name: `${word("plan")}.txt`,
  content: word("Dateiinhalt"),
  field: word("Formularfeld"),
  answer: word("Bescheid"),
};
/** Secrets as they lie in the vault, with what they are. */
let secrets: Map<string, Buffer>;
let errors: unknown[];

const passphrase = word("Drei alte Kähne");
/** Keys of 32 bytes that the citizen's vault made by itself: of the device, of its seal, of its owner, of its session. */
const drawn: Buffer[] = [];
const watchedRandom: Random = {
  ...systemRandom,
  bytes: (length) => {
    const bytes = systemRandom.bytes(length);
    if (length === 32) drawn.push(Buffer.from(bytes));
    return bytes;
  },
};

const mailboxOf = (name: string, random: Random = systemRandom): Promise<TestMailbox> =>
  mailboxAt(house, name, { clock, random });

beforeAll(async () => {
  house = await openHouse("raised");
  [citizen, clerk] = [await mailboxOf("erikamustermann", watchedRandom), await mailboxOf("bauamtmusterstadt")];
  const { desk } = await insiderOf(citizen, clock);
  const packages = (await desk.vault.list("keyPackages"))
    .slice(0, 3)
    .map(({ value }) => value as Record<string, string>);
  const staging = await citizen.stage(said.content);
  const wish = {
    subject: said.subject,
    text: said.text,
    data: { schema: "s", json: { feld: said.field } },
    files: [{ name: said.name, type: "text/plain", staging }],
  };
  errors = [];
  // Failures on the way, each with a letter of this content at hand.
  const refuse = async (work: () => Promise<unknown>) =>
    errors.push(
      await work().then(
        () => new Error("no failure"),
        (error: unknown) => error,
      ),
    );
  house.proxy.setFaults(({ path }) =>
    path.includes("createRoom")
      ? { kind: "answer", status: 403, body: JSON.stringify({ errcode: "M_FORBIDDEN", error: said.text }) }
      : null,
  );
  await refuse(() => citizen.send(clerk.account, wish));
  house.proxy.setFaults(null);
  await refuse(() => citizen.send(clerk.account, { ...wish, subject: said.subject.repeat(100) }));
  await refuse(() =>
    citizen.send(clerk.account, { ...wish, files: [{ name: said.name, type: "", staging: said.content }] }),
  );
  const sent = await citizen.send(clerk.account, wish);
  await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
  await clerk.courier.open(sent.thread, sent.letter);
  await clerk.file(sent, 0);
  house.proxy.setFaults(({ path }) =>
    path.includes("media/download") ? { kind: "answer", status: 200, body: said.content } : null,
  );
  await refuse(() => clerk.file(sent, 0));
  house.proxy.setFaults(null);
  await clerk.send(null, { thread: sent.thread, text: said.answer });
  await citizen.courier.renew(sent.thread);
  await roundsUntil(
    [citizen, clerk],
    async () => (await citizen.letters()).length === 2 && (await citizen.vault.count("outbox")) === 0,
  );
  const recoveryKey = Buffer.from(systemRandom.bytes(16));
  await lockBehind(citizen, formatRecoveryKey(recoveryKey));
  await citizen.courier.createRecovery(
    recoveryKey,
    await presentWay(citizen.vault, { kind: "passphrase", passphrase }),
  );
  await citizen.courier.round();
  const archiveKey = Buffer.from((await readArchiveKey(citizen.vault))!);
  const { session, self } = (await readAccount(citizen.vault))!;
  const head = Buffer.from((await desk.vault.read("groups", sent.thread))!.value as Uint8Array);
  const { keySchedule } = (await (await insiderOf(citizen, clock)).group(sent.thread)).value.state;
  // What is searched for is what lies there, sealed.
  expect(head.includes(Buffer.from(keySchedule.initSecret))).toBe(true);
  const raw = (key: string) => Buffer.from(key, "base64url");
  const way = await presentWay(citizen.vault, { kind: "passphrase", passphrase });
  secrets = new Map([
    ["access token", Buffer.from(session.accessToken)],
    ["refresh token", Buffer.from(session.refreshToken ?? session.accessToken)],
    ["identity key", raw(await withIdentityKey({ vault: citizen.vault, self }, way, async ({ secret }) => secret))],
    ["MLS key", raw(self.mlsKey.secret)],
    ["letter key", raw(self.letterKey.secret)],
    ["sender data secret", Buffer.from(keySchedule.senderDataSecret)],
    ["init secret", Buffer.from(keySchedule.initSecret)],
    ["exporter secret", Buffer.from(keySchedule.exporterSecret)],
    ["recovery key", recoveryKey],
    ["recovery key as printed", Buffer.from(formatRecoveryKey(recoveryKey))],
    ["passphrase", Buffer.from(passphrase)],
    ["key of the passphrase", Buffer.from("wrappingKey" in way ? way.wrappingKey : [])],
    ["archive key", archiveKey],
    ["device's own key", drawn[0]!],
    ...drawn.slice(1).map((key, i) => [`key ${i} of the vault`, key] as const),
    ["file key", raw((await citizen.letters())[0]!.attachments[0]!.key)],
    ...packages.flatMap(({ initKey, leafKey }, i) => [
      [`init key ${i}`, raw(initKey!)] as const,
      [`leaf key ${i}`, raw(leafKey!)] as const,
    ]),
  ]);
});
afterAll(async () => {
  await citizen?.close();
  await clerk?.close();
  await house?.close();
});

/** The citizen locks with a passphrase and comes back by it, so that there is a session. */
async function lockBehind({ vault }: TestMailbox, recoveryKey: string): Promise<void> {
  const add = [await newPassphrase(passphrase, { random: systemRandom }), await newRecoveryWay(recoveryKey)];
  await vault.changeWays({ kind: "device" }, { add, remove: ["device"] });
  await vault.lock();
  await vault.unlock(await presentWay(vault, { kind: "passphrase", passphrase }));
  // The device's, the vault's, its owner's and the session's.
  expect(drawn.length).toBeGreaterThanOrEqual(4);
}

/** Everything that lies on the disk for a mailbox: database, log, key. */
const filesOf = (mailbox: TestMailbox): Map<string, Buffer> => {
  const folder = dirname(mailbox.vault.name);
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))] as const));
};

/** The spellings in which bytes could lie about. */
const spellings = (secret: Buffer): Buffer[] => [
  secret,
  ...(["base64", "base64url", "hex", "latin1"] as const).map((encoding) =>
    Buffer.from(secret.toString(encoding).replace(/=+$/, "")),
  ),
];

describe("after a journey", () => {
  it("no word of it, no key and no token lies readable in the vault's files", () => {
    for (const mailbox of [citizen, clerk]) {
      const files = filesOf(mailbox);
      expect(existsSync(mailbox.vault.name)).toBe(true);
      expect([...files.keys()]).toContain(basename(mailbox.vault.name));
      const found = [...files].flatMap(([name, bytes]) => [
        ...Object.entries(said).flatMap(([what, text]) => (bytes.includes(text) ? [`${what} in ${name}`] : [])),
        ...[...secrets].flatMap(([what, secret]) =>
          spellings(secret).some((each) => each.length > 15 && bytes.includes(each)) ? [`${what} in ${name}`] : [],
        ),
      ]);
      // Without a browser the device's own key is a file beside the database: the exception that the threat model names.
      const isCitizens = mailbox === citizen;
      expect(found).toEqual(isCitizens ? [`device's own key in ${basename(mailbox.vault.name)}.key`] : []);
    }
  });

  it("the vault's files do not say with whom", async () => {
    const [thread] = await citizen.threads();
    for (const [name, bytes] of filesOf(citizen)) {
      for (const trace of ["erikamustermann", "bauamtmusterstadt", thread!.thread])
        expect(`${name} ${bytes.includes(trace)}`).toBe(`${name} false`);
    }
  });

  it("no word of it, no key and no token was told to the homeserver", () => {
    const paths = [house.server.databasePath, `${house.server.databasePath}-wal`, house.server.logPath].filter(
      existsSync,
    );
    const media = readdirSync(house.server.mediaPath, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const all = [...paths, ...media.map((entry) => join(entry.parentPath, entry.name))];
    expect(media.length).toBeGreaterThan(0);
    for (const path of all) {
      const bytes = readFileSync(path);
      for (const [what, text] of Object.entries(said)) expect(`${what} ${bytes.includes(text)}`).toBe(`${what} false`);
      for (const [what, secret] of secrets) {
        // The homeserver gave out the tokens and may keep them.
        if (what.includes("token")) continue;
        expect(`${what} ${spellings(secret).some((each) => bytes.includes(each))}`).toBe(`${what} false`);
      }
    }
  });

  it("no event and no error says a word of it", () => {
    expect(errors.map((error) => (error as { code?: string }).code)).toEqual([
      "not_permitted",
      "too_large",
      "expired",
      "cannot_open",
    ]);
    const told = inspect(
      [errors, citizen.events, clerk.events, citizen.problems, clerk.problems, citizen.courier, clerk.courier],
      { depth: 12, showHidden: true },
    );
    for (const [what, text] of Object.entries(said)) expect(`${what} ${told.includes(text)}`).toBe(`${what} false`);
    for (const [what, secret] of secrets) {
      const texts = spellings(secret).map((each) => each.toString("latin1"));
      expect(`${what} ${texts.some((text) => told.includes(text))}`).toBe(`${what} false`);
    }
    expect(citizen.events.length).toBeGreaterThan(3);
  });
});
