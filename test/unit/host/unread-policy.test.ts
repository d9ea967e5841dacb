import "fake-indexeddb/auto";
import { afterEach, expect, test } from "vitest";
import { type EngineHost, openEngineHost } from "../../../extension/host/engine-host.ts";
import { blockOf } from "../../../extension/host/policy.ts";
import type { Desk } from "../../../extension/platform/index.ts";

// The whole host with its vault; the browser, which does not say at first whether there is a policy, is the test.

let host: EngineHost | null = null;
afterEach(async () => {
  await host?.end();
  host = null;
});

test("a browser that never answered is asked again with every alarm, and the mailbox works once it does", async () => {
  let values: object | null = null;
  const known: Partial<Desk> = {
    readManaged: async () => {
      if (values === null) throw new Error("no answer");
      return { values, version: "1.0", installedByPolicy: false };
    },
    readSessionKey: async () => null,
  };
  // Whatever else it is asked for, this browser does and has nothing to say about.
  const desk = new Proxy(known, {
    get: (target, method) => Reflect.get(target, method) ?? (async () => undefined),
  }) as Desk;
  host = await openEngineHost(desk, { reset: async () => undefined });
  await host.ready;
  expect(await host.mailbox.view()).toEqual({ kind: "blocked", here: "nobody", why: "policy_unread" });

  values = { lockRequired: true };
  const read = new Promise<void>((resolve) => host?.onPolicy(resolve));
  host.handle({ kind: "alarm", name: "wake" });
  await read;
  expect(await blockOf(host.vault)).toBeNull();
  expect(await host.mailbox.view()).toEqual({ kind: "none" });
});
