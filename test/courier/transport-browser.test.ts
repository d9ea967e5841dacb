import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { browserPath } from "../../scripts/setup/index.ts";
import { type House, openHouse } from "./transport-house.ts";
import type { Walk, WalkResult } from "./transport-in-page.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse("raised");
});
afterAll(() => house.close());

/** The room, bundled as the extension bundles it. */
async function bundle(): Promise<string> {
  const entry = join(import.meta.dirname, "transport-in-page.ts");
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: { write: false, minify: false, lib: { entry, formats: ["iife"], name: "transport" } },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (output === undefined || !("output" in output)) throw new Error("Vite watches instead of building");
  return output.output[0].code;
}

const faults: Record<string, { status: number; body: string; headers?: Record<string, string> } | "drop"> = {
  "fault.redirect": { status: 302, body: "", headers: { location: "https://away.invalid/" } },
  "fault.html": { status: 200, body: "<html>Anmelden</html>" },
  "fault.gateway": { status: 502, body: "<html>Bad gateway</html>" },
  "fault.hurry": { status: 429, body: '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":60000}' },
  "fault.drop": "drop",
  "fault.logout": { status: 401, body: '{"errcode":"M_USER_LOCKED"}' },
};

test("a browser speaks with the homeserver as Node does, and calls each trouble by the same name", async () => {
  const { userId, password } = await house.account("anna");
  house.proxy.setFaults(({ method, path }) => {
    const name = Object.keys(faults).find((fault) => path.endsWith(`/account_data/${fault}`));
    const fault = name === undefined || method === "OPTIONS" ? undefined : faults[name];
    if (fault === undefined) return null;
    return fault === "drop" ? { kind: "drop" } : { kind: "answer", ...fault };
  });
  const code = await bundle();
  const site = createServer((_, outgoing) => {
    outgoing
      .writeHead(200, { "content-type": "text/html; charset=utf-8" })
      .end(`<!doctype html><script>${code}</script>`);
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({ executablePath: browserPath("chromium"), args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    const wanted: Walk = { homeserver: house.proxy.url, user: userId, password, faults: Object.keys(faults) };
    const result = await page.evaluate(
      (given) => (globalThis as unknown as { walk: (given: Walk) => Promise<WalkResult> }).walk(given),
      wanted,
    );
    expect(result).toEqual({
      passwordLogin: true,
      wrongPassword: "wrong_password",
      renewals: 1,
      content: { a: "ä€😀" },
      cancelled: "foreign: Error: locked",
      media: true,
      overlong: "too_large",
      codes: {
        "fault.redirect": "invalid_response",
        "fault.html": "invalid_response",
        "fault.gateway": "server_error",
        "fault.hurry": "rate_limited",
        "fault.drop": "offline",
        "fault.logout": "not_permitted",
      },
    });
    const ours = house.proxy.requests.filter(({ method }) => method !== "OPTIONS");
    expect(ours.filter(({ headers }) => headers.cookie !== undefined || headers.referer !== undefined)).toEqual([]);
  } finally {
    await browser.close();
    site.close();
  }
}, 120_000);
