/** Where an attack is carried out: against the extension in a browser, or against its rooms in Node. */
export type Target = "chromium" | "firefox" | "node";

/** Tests outside of test/attack that carry an attack out. `named` picks some of a file's tests by a part of their names. */
interface Elsewhere {
  readonly project: string;
  readonly file: string;
  readonly named?: string;
}

export interface Attack {
  readonly id: string;
  readonly what: string;
  /** One line of the report for each. Tests in test/attack say in their names which attack they carry out, and where. */
  readonly targets: readonly Target[];
  /** Further tests of the target `node`. */
  readonly elsewhere?: readonly Elsewhere[];
}

const both: readonly Target[] = ["chromium", "firefox"];
const node: readonly Target[] = ["node"];
const at = (project: string, file: string, named?: string): Elsewhere => ({
  project,
  file: `test/${file}`,
  ...(named !== undefined && { named }),
});

/** Every attack that the suite knows. What each must come to stands in docs/requirements.md. */
export const catalogue: readonly Attack[] = [
  { id: "A1", what: "a call without a grant", targets: both },
  { id: "A2", what: "the consent window in a frame", targets: both },
  { id: "A3", what: "a click that was meant for something else", targets: both },
  { id: "A4", what: "a click made by a script", targets: both },
  { id: "A5", what: "an approval for another document or other words", targets: both },
  { id: "A6", what: "a question that hides another, or hangs", targets: both },
  { id: "A7", what: "asking again and again", targets: both },
  { id: "A8", what: "characters that deceive the eye", targets: both },
  { id: "A9", what: "a covered frame", targets: both },
  { id: "A10", what: "keys typed for us that the page hears", targets: both },
  { id: "A11", what: "a page that shows the person's secret cue", targets: both },
  { id: "A12", what: "a letter opened without the person", targets: both },
  { id: "B1", what: "an origin that a message claims", targets: both },
  { id: "B2", what: "documents without an origin", targets: both },
  { id: "B3", what: "a frame of another origin", targets: both },
  {
    id: "B4",
    what: "plain http",
    targets: ["chromium", "node"],
    elsewhere: [at("unit", "unit/host/ports.test.ts"), at("bundle", "bundle/contents.test.ts", "host")],
  },
  { id: "B5", what: "polluted prototypes", targets: both },
  { id: "B6", what: "listening to the line", targets: both },
  { id: "B7", what: "forged answers", targets: both },
  { id: "B8", what: "nonsense in every field", targets: both },
  { id: "B9", what: "clobbered names", targets: both },
  { id: "B10", what: "documents that are not shown", targets: both },
  { id: "B11", what: "a script left over from before an update", targets: both },
  {
    id: "B12",
    what: "another extension",
    targets: ["chromium", "node"],
    elsewhere: [at("bundle", "bundle/contents.test.ts", "gives pages nothing")],
  },
  { id: "B13", what: "a content script that was taken over", targets: both },
  { id: "B14", what: "a grant of a neighbouring origin", targets: both },
  { id: "B15", what: "an oracle for what the mailbox holds", targets: both },
  { id: "B16", what: "finding the extension", targets: both },
  {
    id: "B17",
    what: "a proof of who somebody is, shown again elsewhere or changed",
    targets: node,
    elsewhere: [
      at("unit", "unit/verify/presentation.test.ts", "shown again"),
      at("unit", "unit/verify/presentation.test.ts", "a hostile origin got"),
      at("unit", "unit/verify/presentation.test.ts", "by another key"),
      at("unit", "unit/verify/presentation.test.ts", "changed anywhere"),
    ],
  },
  {
    id: "C1",
    what: "secrets that lie open in the profile, the log or at the homeserver",
    targets: ["chromium", "firefox", "node"],
    elsewhere: [at("unit", "unit/vault/labels.test.ts"), at("courier", "courier/secrets.test.ts")],
  },
  { id: "C2", what: "a content script that reads our storage", targets: both },
  {
    id: "C3",
    what: "a lock that opens by itself",
    targets: node,
    elsewhere: [
      at("storage", "storage/sqlite.test.ts", "a lock holds in a restarted context"),
      at("storage", "storage/sqlite.test.ts", "the end of the browser's session locks"),
      at("storage", "storage/sqlite.test.ts", "the session's key opens nothing without"),
      at("storage", "storage/indexeddb.test.ts", "a lock in one connection ends the other's access"),
    ],
  },
  {
    id: "C4",
    what: "guessing the passphrase",
    targets: node,
    elsewhere: [
      at("storage", "storage/sqlite.test.ts", "wrong guesses at any way in"),
      at("storage", "storage/sqlite.test.ts", "a clock that is set back"),
      at("storage", "storage/sqlite.test.ts", "guesses made at the same moment"),
    ],
  },
  { id: "C5", what: "counters that a restart forgets", targets: both },
  { id: "C6", what: "killing at every step", targets: node, elsewhere: [at("courier", "courier/crash.test.ts")] },
  {
    id: "C7",
    what: "two writers at once",
    targets: node,
    elsewhere: [at("storage", "storage/processes.test.ts"), at("storage", "storage/writer-lock.test.ts")],
  },
  {
    id: "C8",
    what: "keys that are lost with the profile",
    targets: node,
    elsewhere: [
      at("storage", "storage/sqlite.test.ts", "the last way in cannot be removed"),
      at("storage", "storage/sqlite.test.ts", "a change of the ways in is whole"),
      at("courier", "courier/archive.test.ts", "gets everything back by its recovery key"),
    ],
  },
  {
    id: "C9",
    what: "an open key in what recovers it",
    targets: node,
    elsewhere: [at("courier", "courier/archive.test.ts", "sees no word of it and no key")],
  },
  {
    id: "C10",
    what: "a key that comes in unseen",
    targets: node,
    elsewhere: [
      at("courier", "courier/devices.test.ts"),
      at("courier", "courier/identity.test.ts", "and the other key is shown"),
    ],
  },
  {
    id: "C11",
    what: "expired, revoked and unsigned keys",
    targets: node,
    elsewhere: [
      at("unit", "unit/engine/group.test.ts", "a bad lifetime"),
      at("unit", "unit/engine/group.test.ts", "that its account's own document revokes"),
      at("courier", "courier/hostile.test.ts", "a member that signs wrongly"),
    ],
  },
  { id: "C12", what: "signing or sealing without the person", targets: both },
  { id: "D1", what: "a letter that runs or loads something", targets: both },
  { id: "D2", what: "names of files that climb, reverse or run", targets: both },
  { id: "D3", what: "links that leak or run", targets: both },
  { id: "D4", what: "another thread's words in a page's letter", targets: both },
  {
    id: "E1",
    what: "permissions that grow",
    targets: node,
    elsewhere: [at("bundle", "bundle/contents.test.ts", "manifest")],
  },
  {
    id: "E2",
    what: "code from elsewhere",
    targets: node,
    elsewhere: [
      at("bundle", "bundle/contents.test.ts", "evaluates no text as code"),
      at("bundle", "bundle/same-bytes.test.ts"),
      at("unit", "unit/wasm/load.test.ts"),
    ],
  },
  {
    id: "E3",
    what: "a dependency that was changed",
    targets: node,
    elsewhere: [at("house", "house/dependencies.test.ts")],
  },
  { id: "E4", what: "a permission that was taken back", targets: ["chromium"] },
  {
    id: "E5",
    what: "an older version on a newer vault",
    targets: ["chromium", "firefox", "node"],
    elsewhere: [at("storage", "storage/frozen.test.ts"), at("storage", "storage/sqlite.test.ts", "newer version")],
  },
  { id: "E6", what: "hosts that nobody named", targets: both },
  { id: "S1", what: "a device that the homeserver invents", targets: node },
  {
    id: "S2",
    what: "a key package that the homeserver swaps",
    targets: node,
    elsewhere: [at("courier", "courier/hostile.test.ts", "about key packages")],
  },
  {
    id: "S3",
    what: "an old, forked or hidden identity document",
    targets: node,
    elsewhere: [
      at("courier", "courier/identity.test.ts", "again although a newer one was seen"),
      at("courier", "courier/identity.test.ts", "with the number of one that was seen"),
      at("courier", "courier/identity.test.ts", "is not believed to be gone"),
    ],
  },
  {
    id: "S4",
    what: "a profile of somebody else",
    targets: node,
    elsewhere: [at("courier", "courier/identity.test.ts", "under another key")],
  },
  { id: "S5", what: "a removal that the homeserver drops", targets: node },
  { id: "S6", what: "a Welcome that is told again", targets: node },
  { id: "S7", what: "a ghost in the room", targets: node },
  { id: "S8", what: "events withheld, reordered or made up", targets: node },
  { id: "S9", what: "a removed device that is brought back", targets: node },
];
