import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type * as Sdk from "../../shared/sdk/index.ts";
import { type Site, sdkPage, startSite } from "./line/chromium.ts";
import { type LineFirefox, startFirefox } from "./line/firefox.ts";

declare const sdk: typeof Sdk;
declare global {
  var heard: unknown[];
  var federpost: Sdk.Federpost;
  var sending: Promise<string>;
}

let firefox: LineFirefox;
let portal: Site;
let unconnected: Site;
const folder = mkdtempSync(join(tmpdir(), "federpost-files-"));

const spy = `<script>
  globalThis.heard = [];
  for (const type of ["message", "federpost:request", "federpost:announce"])
    window.addEventListener(type, (event) => heard.push({ type, port: event.detail?.port ?? null, ports: event.ports?.length ?? 0 }), true);
</script>`;

beforeAll(async () => {
  firefox = await startFirefox();
  portal = await startSite();
  unconnected = await startSite("localhost");
  for (const site of [portal, unconnected]) site.set("/", sdkPage(spy, '<input type="file" id="files" multiple>'));
});
afterAll(async () => {
  await firefox?.close();
  await portal?.stop();
  await unconnected?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const connect = (page: string): Promise<string> =>
  firefox.run(page, async () => {
    while (!("sdk" in globalThis)) await new Promise((resolve) => setTimeout(resolve, 10));
    const connected = await sdk.connect({ timeoutMs: 3000 });
    if (connected.kind === "connected") globalThis.federpost = connected.federpost;
    return connected.kind;
  });

const start = (page: string, subject: string) =>
  firefox.run(
    page,
    (text: string) => {
      globalThis.sending = (async () => {
        await federpost.requestAccess({ methods: ["mailbox.find", "letter.send", "letter.status"], purpose: "x" });
        const to = (await federpost.findMailbox({ domain: "bauamt.example" }))!;
        const attachments = [...(document.querySelector<HTMLInputElement>("#files")?.files ?? [])];
        const { letterId } = await federpost.send({ to, subject: text, text: "t", attachments });
        return (await federpost.status(letterId)).state as string;
      })().catch((error) => `${error.code}`);
    },
    subject,
  );

describe("the line in Firefox", () => {
  it("B6 firefox: a page's listeners see no port, request or answer", async () => {
    const page = await firefox.visit(`${portal.origin}/`);
    expect(await connect(page)).toBe("connected");
    const heard = await firefox.run(page, () => globalThis.heard);
    for (const event of heard) expect(event).toEqual({ type: "federpost:announce", port: null, ports: 0 });
  });

  it("B16 firefox: a page that is not connected finds nothing", async () => {
    expect(await connect(await firefox.visit(`${unconnected.origin}/`))).toBe("not_available");
  });

  it("a letter with files goes through after two approvals, with its bytes unchanged", async () => {
    const bytes = Buffer.alloc(5 * 1024 * 1024 + 77, 9);
    writeFileSync(join(folder, "plan.bin"), bytes);
    const page = await firefox.visit(`${portal.origin}/`);
    await connect(page);
    await firefox.setFiles(page, [join(folder, "plan.bin")]);
    await start(page, "Mit Anlage");
    await firefox.decide("approve");
    await firefox.decide("approve");
    expect(await firefox.run(page, () => globalThis.sending)).toBe("with_server");
    const inside = await firefox.visit("moz-extension://6d1c7d0e-3c52-4f7b-9a55-6c696e656666/options.html");
    const held = await firefox.run(
      inside,
      () =>
        new Promise<{ letters: { attachments: unknown }[] }>((resolve) => {
          const channel = new BroadcastChannel("test");
          channel.onmessage = ({ data }) => data.state && resolve(data.state);
          channel.postMessage({ ask: "state" });
        }),
    );
    expect(held.letters.at(-1)?.attachments).toMatchObject([
      { sha256: createHash("sha256").update(bytes).digest("base64url") },
    ]);
  });

  it("closing the window refuses the letter, and a file that vanishes ends the sending", async () => {
    const page = await firefox.visit(`${portal.origin}/`);
    await connect(page);
    await start(page, "Nein");
    await firefox.decide("close");
    expect(await firefox.run(page, () => globalThis.sending)).toBe("user_rejected");
    writeFileSync(join(folder, "weg.bin"), Buffer.alloc(1000));
    await firefox.setFiles(page, [join(folder, "weg.bin")]);
    rmSync(join(folder, "weg.bin"));
    await start(page, "Weg");
    expect(await firefox.run(page, () => globalThis.sending)).toBe("file_changed");
  });

  it("the page goes on when the event page was suspended", async () => {
    const page = await firefox.visit(`${portal.origin}/`);
    await connect(page);
    await firefox.suspend();
    expect(await firefox.run(page, async () => (await federpost.listAccess()).length)).toBe(3);
  });
});
