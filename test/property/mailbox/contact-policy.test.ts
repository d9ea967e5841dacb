import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseUserId, type UserId } from "../../../shared/base/index.ts";
import {
  type ContactPolicy,
  openContactPolicy,
  parseContactPolicy,
  ruleFor,
  withAccountRule,
} from "../../../shared/mailbox/index.ts";

const rule = fc.constantFrom("allow" as const, "block" as const);
const servers = ["stadt.example", "land.example", "bund.example:8448"];
const account = fc
  .tuple(fc.stringMatching(/^[a-z]{1,4}$/), fc.constantFrom(...servers))
  .map(([name, server]) => parseUserId(`@${name}:${server}`)!);
const policy: fc.Arbitrary<ContactPolicy> = fc.record({
  usual: rule,
  accounts: fc.array(fc.record({ account, rule }), { maxLength: 5 }),
  servers: fc.uniqueArray(fc.record({ server: fc.constantFrom(...servers), rule }), { selector: (s) => s.server }),
});

describe("who may write to me", () => {
  test("a rule for the account counts more than one for its server, and that more than the usual one", () => {
    fc.assert(
      fc.property(policy, account, rule, (known, who, wanted) => {
        expect(ruleFor(withAccountRule(known, who, wanted), who)).toEqual({ rule: wanted, particular: true });
        const without = withAccountRule(known, who, null);
        const home = without.servers.find(({ server }) => who.endsWith(`:${server}`));
        expect(ruleFor(without, who)).toEqual({ rule: home?.rule ?? known.usual, particular: false });
      }),
    );
  });

  test("changing one account's rule changes nobody else's", () => {
    fc.assert(
      fc.property(policy, account, account, fc.option(rule), (known, who, other, wanted) => {
        fc.pre(who !== other);
        expect(ruleFor(withAccountRule(known, who, wanted), other)).toEqual(ruleFor(known, other));
      }),
    );
  });

  test("what is stored is read back, anything else is refused", () => {
    fc.assert(fc.property(policy, (known) => void expect(parseContactPolicy(structuredClone(known))).toEqual(known)));
    const nobody = "nobody" as UserId;
    for (const wrong of [
      null,
      {},
      { ...openContactPolicy, usual: "maybe" },
      withAccountRule(openContactPolicy, nobody, "block"),
    ])
      expect(() => parseContactPolicy(wrong)).toThrow("unknown form");
  });

  test("until the person decides, everybody may write", () => {
    fc.assert(fc.property(account, (who) => void expect(ruleFor(openContactPolicy, who).rule).toBe("allow")));
  });
});
