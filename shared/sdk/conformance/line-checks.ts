import { portalLimits, portalMethods, portalVersion } from "../../protocol/index.ts";
import { answerOf, expectFailure } from "./expect.ts";
import { type Check, failed } from "./report.ts";
import type { Wire } from "./wire.ts";

/** Checks that ask nobody anything: greeting, versions, nonsense, and what an origin without a grant gets. */

const unknownId = "5b0c1d6e-7a8f-4b9c-8d0e-1f2a3b4c5d6e";
const update =
  "The extension in this browser is another or an older one than this page is for. Update it, and report it otherwise.";
const key = "conformance-key-0001";

const textFile = (): File => new File(["conformance"], "conformance.txt", { type: "text/plain" });

/** A good call of each method that needs a grant. */
export const grantedCalls = (): Readonly<Record<string, object>> => ({
  "mailbox.find": { domain: "conformance.invalid" },
  "letter.send": { to: unknownId, subject: "s", text: "t", attachments: [], idempotencyKey: key },
  "letter.status": { letterId: unknownId },
  "letter.open": { thread: unknownId },
  "letter.compose": { to: unknownId, idempotencyKey: key },
  "document.sign": { documents: [textFile()], reason: "r", format: "jws-detached", idempotencyKey: key },
  "identity.present": { evidence: "x509", purpose: "p", nonce: key },
});

const versions = (min: number, max: number) => ({ versions: { min, max } });

export const lineChecks: readonly Check<Wire>[] = [
  {
    id: "hello",
    area: "line",
    what: "The greeting names version 1 and every method of the contract.",
    todo: update,
    look: async (wire) => {
      const hello = answerOf("hello", await wire.call("hello", versions(portalVersion, portalVersion)));
      const missing = portalMethods.filter((method) => !hello.methods.includes(method));
      if (hello.version !== portalVersion) return failed(`version ${hello.version}`);
      return missing.length > 0
        ? failed(`without ${missing.join(", ")}`)
        : `version 1, ${hello.methods.length} methods`;
    },
  },
  {
    id: "hello_range",
    area: "line",
    what: "Of a range of versions the highest common one is spoken.",
    todo: update,
    look: async (wire) => {
      const { version } = answerOf("hello", await wire.call("hello", versions(0, 99)));
      return version === portalVersion ? `version ${version}` : failed(`version ${version}`);
    },
  },
  {
    id: "hello_future",
    area: "line",
    what: "Without a common version the greeting is unsupported.",
    todo: update,
    look: async (wire) => expectFailure(await wire.call("hello", versions(998, 999)), "unsupported"),
  },
  {
    id: "limits",
    area: "contract",
    what: "Each limit is at least what the reference says.",
    todo: update,
    look: async (wire) => {
      const { limits } = answerOf("hello", await wire.call("hello", versions(1, 1)));
      const low = Object.entries(portalLimits).filter(([name, least]) => (limits[name] ?? 0) < least);
      return low.length > 0 ? failed(low.map(([name]) => name).join(", ")) : `${Object.keys(limits).length} limits`;
    },
  },
  {
    id: "method_unknown",
    area: "contract",
    what: "A method that does not exist is unsupported.",
    todo: update,
    look: async (wire) => expectFailure(await wire.call("mailbox.steal", {}), "unsupported"),
  },
  {
    id: "method_inherited",
    area: "contract",
    what: "A name that every object has is no method either.",
    todo: update,
    look: async (wire) => expectFailure(await wire.call("constructor", {}), "unsupported"),
  },
  {
    id: "field_unknown",
    area: "contract",
    what: "A call with a field that the method does not take is refused.",
    todo: update,
    look: async (wire) => expectFailure(await wire.call("access.list", { extra: 1 }), "invalid_params"),
  },
  {
    id: "params_missing",
    area: "contract",
    what: "A call without parameters is refused.",
    todo: update,
    look: async (wire) => expectFailure(await wire.call("access.list", null), "invalid_params"),
  },
  {
    id: "call_too_large",
    area: "contract",
    what: "A call above its size is refused.",
    todo: update,
    look: async (wire) =>
      expectFailure(await wire.call("access.list", { extra: "x".repeat(16 * 1024) }), "invalid_request"),
  },
  {
    id: "call_malformed",
    area: "contract",
    what: "A call whose method is no text is refused.",
    todo: update,
    look: async (wire) => expectFailure(await wire.call(7, {}), "invalid_request"),
  },
  {
    id: "garbage",
    area: "line",
    what: "The line outlives what is no frame.",
    todo: update,
    look: async (wire) => {
      for (const frame of [null, 1, "x", [], {}, { kind: "nonsense", id: "1" }, { kind: "answer" }]) wire.post(frame);
      answerOf("hello", await wire.call("hello", versions(1, 1)));
      return "it answers";
    },
  },
  {
    id: "many_calls",
    area: "line",
    what: "Every call is answered or refused, also when many come at once.",
    todo: update,
    look: async (wire) => {
      const outcomes = await Promise.all(Array.from({ length: 64 }, () => wire.call("access.list", {})));
      const silent = outcomes.filter(({ kind }) => kind === "silence").length;
      return silent > 0 ? failed(`${silent} of 64 without an answer`) : "64 of 64";
    },
  },
  {
    id: "revoke",
    area: "contract",
    what: "A page can give all its permissions back.",
    todo: update,
    look: async (wire) => {
      answerOf("access.revoke", await wire.call("access.revoke", {}));
      const { grants } = answerOf("access.list", await wire.call("access.list", {}));
      return grants.length > 0 ? failed(`${grants.length} are left`) : "none is left";
    },
  },
  ...Object.keys(grantedCalls()).map(
    (method): Check<Wire> => ({
      id: `without_grant_${method}`,
      area: "contract",
      what: `Without a permission ${method} is refused, and nobody is asked.`,
      todo: update,
      look: async (wire) => expectFailure(await wire.call(method, grantedCalls()[method]), "not_permitted"),
    }),
  ),
  {
    id: "failure_fields",
    area: "contract",
    what: "A failure carries code, number, retryable and retryAfterMs, and nothing else.",
    todo: update,
    look: ({ failureFields }) => {
      const fields = [...failureFields].sort().join(", ");
      return fields === "code, number, retryAfterMs, retryable"
        ? fields
        : failed(fields === "" ? "no failure" : fields);
    },
  },
];
