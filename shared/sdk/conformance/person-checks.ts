import { portalLimits } from "../../protocol/index.ts";
import { connect } from "../connect.ts";
import { PortalError } from "../portal-error.ts";
import type { Federpost, Permission } from "../types.ts";
import { answerOf, expectFailure, words } from "./expect.ts";
import { type Check, failed, type Look, warning } from "./report.ts";
import { Wire } from "./wire.ts";

/** Checks with the person who sits there: they decline once, allow once and sign once. No letter is sent. */

export interface PersonWorld {
  readonly wire: Wire;
  readonly federpost: Federpost;
  /** How long the person may take for a decision. */
  readonly decisionMs: number;
  /** What the wire's signing call was, for asking again under its key. */
  readonly signed: { request: object | null; answer: string };
}

const everything: readonly Permission[] = [
  "mailbox.find",
  "letter.send",
  "letter.status",
  "letter.open",
  "document.sign",
  "identity.present",
];
const purpose = "Conformance page: trying out the extension. No letter is sent.";
const unknownId = "5b0c1d6e-7a8f-4b9c-8d0e-1f2a3b4c5d6e";
const report = "Report this: it is a defect of the extension.";
const dayMs = 86_400_000;

const ask = { methods: [...everything], purpose };
const newKey = () => crypto.randomUUID();

const document = (reason: string, change: object = {}) => ({
  documents: [new File(["Conformance page"], "conformance.txt", { type: "text/plain" })],
  reason,
  format: "jws-detached",
  idempotencyKey: newKey(),
  ...change,
});

const ended = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "an answer",
    (error: unknown) => (error instanceof PortalError ? error.code : error instanceof Error ? error.message : "?"),
  );

async function heardGrants({ federpost, wire }: PersonWorld, work: () => Promise<unknown>): Promise<Look> {
  const heard = new Promise<string>((resolve) => {
    const stop = federpost.on("permissionsChanged", ({ grants }) => {
      stop();
      resolve(`${grants.length} permissions`);
    });
    setTimeout(() => resolve(""), 5000);
  });
  // The line of the SDK is open before anything changes.
  await federpost.listAccess();
  await work();
  await wire.call("access.list", {});
  return (await heard) || failed("no event");
}

export const personChecks: readonly Check<PersonWorld>[] = [
  {
    id: "declined",
    area: "person",
    what: "A refusal of the person is user_rejected.",
    todo: report,
    person: "A window of the extension asks for permissions. Press “Decline” there.",
    look: async ({ wire, decisionMs }) =>
      expectFailure(await wire.call("access.request", ask, decisionMs), "user_rejected"),
  },
  {
    id: "aborted",
    area: "person",
    what: "A call ends with its signal's reason, and its question goes.",
    todo: report,
    person: "A window opens and closes by itself. Leave it alone.",
    look: async ({ federpost }) => {
      const signal = AbortSignal.any([new AbortController().signal, AbortSignal.timeout(1500)]);
      const end = await federpost.requestAccess(ask, { signal }).then(
        () => "an answer",
        (error: unknown) => (error === signal.reason ? "" : "another error"),
      );
      return end === "" ? "the signal's reason" : failed(end);
    },
  },
  {
    id: "deadline",
    area: "person",
    what: "A call without a decision ends at its deadline as expired, and its question goes.",
    todo: report,
    person: "A window opens and closes by itself. Leave it alone.",
    look: async ({ federpost }) => {
      const end = await ended(federpost.requestAccess(ask, { timeoutMs: 1500 }));
      return end === "expired" ? end : failed(end);
    },
  },
  {
    id: "nothing_granted",
    area: "person",
    what: "Refused, aborted and expired questions leave no permission.",
    todo: report,
    look: async ({ wire }) => {
      const { grants } = answerOf("access.list", await wire.call("access.list", {}));
      return grants.length === 0 ? "none" : failed(`${grants.length} permissions`);
    },
  },
  {
    id: "granted",
    area: "person",
    what: "What the person allows is granted, for at most 90 days, and the page hears of it.",
    todo: report,
    person: "A window asks for the same permissions again. Press “Allow”.",
    look: (world) =>
      heardGrants(world, async () => {
        const outcome = await world.wire.call("access.request", ask, world.decisionMs);
        const { grants } = answerOf("access.request", outcome);
        const missing = everything.filter((method) => !grants.some((grant) => grant.method === method));
        if (missing.length > 0) throw new Error(`without ${missing.join(", ")}`);
        const late = grants.find(
          ({ expiresAtMs }) => expiresAtMs > Date.now() + 91 * dayMs || expiresAtMs < Date.now(),
        );
        if (late !== undefined) throw new Error(`${late.method} ends at ${new Date(late.expiresAtMs).toISOString()}`);
      }),
  },
  {
    id: "granted_again",
    area: "person",
    what: "Asking for what is granted is answered at once.",
    todo: report,
    look: async ({ wire }) => `${answerOf("access.request", await wire.call("access.request", ask)).grants.length}`,
  },
  {
    id: "find",
    area: "person",
    what: "This origin's own domain names its mailbox.",
    todo: "Put the file that the extension makes (settings, “Mailbox of a domain”) at /.well-known/federpost.json, with Access-Control-Allow-Origin: *.",
    look: async ({ wire }) => {
      const outcome = await wire.call("mailbox.find", { domain: location.host }, 30_000);
      if (outcome.kind !== "answer") return warning(words(outcome));
      const { mailbox } = answerOf("mailbox.find", outcome);
      return mailbox === null ? warning("no mailbox") : mailbox.name;
    },
  },
  {
    id: "foreign_handle",
    area: "contract",
    what: "A letter to a handle that this origin was not given is refused, and nobody is asked.",
    todo: report,
    look: async ({ wire }) => {
      const letter = { to: unknownId, subject: "s", text: "t", attachments: [], idempotencyKey: newKey() };
      return expectFailure(await wire.call("letter.send", letter), "invalid_params");
    },
  },
  {
    id: "foreign_letter",
    area: "contract",
    what: "Nothing is told of a letter that this origin did not send.",
    todo: report,
    look: async ({ wire }) =>
      expectFailure(await wire.call("letter.status", { letterId: unknownId }), "invalid_params"),
  },
  {
    id: "foreign_thread",
    area: "contract",
    what: "A thread that this origin did not begin is not shown.",
    todo: report,
    look: async ({ wire }) => expectFailure(await wire.call("letter.open", { thread: unknownId }), "invalid_params"),
  },
  {
    id: "format_unsupported",
    area: "contract",
    what: "A signature format that nobody has is unsupported, and nobody is asked.",
    todo: report,
    look: async ({ wire }) =>
      expectFailure(await wire.call("document.sign", document("r", { format: "pades-b" })), "unsupported"),
  },
  {
    id: "evidence_unsupported",
    area: "contract",
    what: "Evidence that the extension presents to nobody is unsupported, and nobody is asked.",
    todo: report,
    look: async ({ wire }) => {
      const asked = { evidence: "eid", purpose: "p", nonce: newKey() };
      return expectFailure(await wire.call("identity.present", asked), "unsupported");
    },
  },
  {
    id: "files_too_large",
    area: "contract",
    what: "More bytes than the limit are refused before any is read.",
    todo: report,
    look: async ({ wire }) => {
      const mib = new Uint8Array(1 << 20);
      const parts = Array.from({ length: portalLimits.documentsBytes / mib.length + 1 }, () => mib);
      const documents = [new File(parts, "large.bin")];
      return expectFailure(await wire.call("document.sign", document("r", { documents })), "too_large");
    },
  },
  {
    id: "signed",
    area: "person",
    what: "A signature is given once the person agreed.",
    todo: "Try again: the person has to sign. Report it where they did.",
    person: "A window shows a text and asks for a signature. Press “Sign”.",
    look: async ({ wire, decisionMs, signed }) => {
      const request = document("Conformance page");
      const { signature } = answerOf("document.sign", await wire.call("document.sign", request, decisionMs));
      signed.request = request;
      signed.answer = JSON.stringify(signature);
      return signature.format;
    },
  },
  {
    id: "idempotent",
    area: "contract",
    what: "The same call under the same key gives the same answer, and nobody is asked.",
    todo: report,
    look: async ({ wire, signed: { request, answer } }) => {
      if (request === null) return { result: "skipped", found: "nothing was signed" };
      const { signature } = answerOf("document.sign", await wire.call("document.sign", request));
      return JSON.stringify(signature) === answer ? "the same signature" : failed("another signature");
    },
  },
  {
    id: "idempotent_other",
    area: "contract",
    what: "Another call under the same key is refused, and nobody is asked.",
    todo: report,
    look: async ({ wire, signed: { request } }) => {
      if (request === null) return { result: "skipped", found: "nothing was signed" };
      return expectFailure(await wire.call("document.sign", { ...request, reason: "Another" }), "invalid_params");
    },
  },
  {
    id: "second_line",
    area: "line",
    what: "A second line of the same page works beside the first.",
    todo: report,
    look: async ({ wire }) => {
      const second = await Wire.open(3000);
      if (second === null) return failed("no line");
      const { grants } = answerOf("access.list", await second.call("access.list", {}));
      second.close();
      answerOf("access.list", await wire.call("access.list", {}));
      return `${grants.length} permissions`;
    },
  },
  {
    id: "reconnect",
    area: "line",
    what: "A page that closed its line gets a new one.",
    todo: report,
    look: async ({ federpost }) => {
      federpost.disconnect();
      const again = await connect({ timeoutMs: 5000 });
      if (again.kind !== "connected") return failed(again.kind);
      again.federpost.disconnect();
      return "connected";
    },
  },
  {
    id: "given_back",
    area: "person",
    what: "Permissions that are given back are gone at once. Nothing of this run is left.",
    todo: report,
    look: async ({ wire }) => {
      answerOf("access.revoke", await wire.call("access.revoke", {}));
      return expectFailure(await wire.call("letter.status", { letterId: unknownId }), "not_permitted");
    },
  },
];
