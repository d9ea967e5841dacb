import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that nobody has a reason to ask: whoever does was led there by a letter. */
export interface Canary {
  readonly origin: string;
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

export async function startCanary(): Promise<Canary> {
  const asked: string[] = [];
  const server = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    response.writeHead(200, { "access-control-allow-origin": "*" }).end("globalThis.ranFromLetter = true");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Everything by which a text could make a mail program run or load something. */
export const loadingText = (canary: string): string =>
  [
    `<script src="${canary}/script.js"></script><script>globalThis.ranFromLetter = true</script>`,
    `<img src="${canary}/image.png" srcset="${canary}/set.png 2x" onerror="globalThis.ranFromLetter = true">`,
    `<link rel="stylesheet" href="${canary}/style.css"><link rel="prefetch" href="${canary}/prefetch">`,
    `<style>@import url("${canary}/import.css"); body { background: url("${canary}/background.png") }</style>`,
    `<meta http-equiv="refresh" content="0; url=${canary}/refresh"><base href="${canary}/">`,
    `<form action="${canary}/form"><input autofocus onfocus="this.form.submit()"></form>`,
    `<iframe srcdoc="<script>parent.ranFromLetter = true</script>"></iframe><object data="${canary}/object"></object>`,
    `<svg onload="globalThis.ranFromLetter = true"><image href="${canary}/svg.png"/></svg><video poster="${canary}/poster">`,
    `<a ping="${canary}/ping" href="javascript:globalThis.ranFromLetter=true">x</a>`,
    `javascript:globalThis.ranFromLetter=true data:text/html,<script>1</script> blob:${canary}/x file:///etc/passwd`,
    `http://plain.example/ https://bauamt.example/vorgang?id=7 https://user:pass@bank.example/`,
  ].join("\n");
