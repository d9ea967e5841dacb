import type * as Sdk from "../../shared/sdk/index.ts";

/** What the benches of the portal's line run inside a page. Each function is sent there by itself: it names nothing from around it. */

export interface PageTimes {
  /** Milliseconds. */
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

declare global {
  var federpost: Sdk.Federpost;
}

/** Asks for permissions, finds the mailbox and sends a letter; answers its id. */
export async function comeAndGo({ domain }: { readonly domain: string }): Promise<string> {
  const { connect } = (await import("/federpost.js" as string)) as typeof Sdk;
  const connected = await connect({ timeoutMs: 10_000 });
  if (connected.kind !== "connected") throw new Error("not connected");
  globalThis.federpost = connected.federpost;
  await federpost.requestAccess({ methods: ["mailbox.find", "letter.send", "letter.status"], purpose: "bench" });
  const to = await federpost.findMailbox({ domain });
  if (to === null) throw new Error("no mailbox");
  return (await federpost.send({ to, subject: "Bench", text: "Bench" })).letterId;
}

/** `letter.status` beside a message to a worker and back, turn by turn. */
export async function roundTrips(about: { readonly letter: string; readonly rounds: number }): Promise<PageTimes> {
  const worker = new Worker("/echo.js");
  const bare = () =>
    new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      worker.postMessage({ kind: "call", method: "letter.status", params: { letterId: about.letter } }, [port2]);
    });
  const timed = async (work: () => Promise<unknown>) => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };
  const [ours, theirs]: [number[], number[]] = [[], []];
  await bare();
  await federpost.status(about.letter);
  for (let round = 0; round < about.rounds; round++) {
    ours.push(await timed(() => federpost.status(about.letter)));
    theirs.push(await timed(bare));
  }
  worker.terminate();
  return { ours, theirs };
}

/** How long refusals take, turn by turn: of what is there (`ours`), and of what is not (`theirs`). */
export async function timesWithoutGrant(given: {
  readonly about: "letter.status" | "mailbox.find" | "identity.present";
  readonly letter: string;
  readonly domain: string;
  readonly rounds: number;
}): Promise<PageTimes> {
  const { connect } = (await import("/federpost.js" as string)) as typeof Sdk;
  const connected = await connect({ timeoutMs: 10_000 });
  if (connected.kind !== "connected") throw new Error("not connected");
  const { federpost: line } = connected;
  const present = (evidence: "oidc" | "eid") =>
    line.present({ evidence, purpose: "bench", nonce: crypto.randomUUID() });
  const calls = {
    "letter.status": [() => line.status(given.letter), () => line.status(crypto.randomUUID())],
    "mailbox.find": [
      () => line.findMailbox({ domain: given.domain }),
      () => line.findMailbox({ domain: "nobody.invalid" }),
    ],
    "identity.present": [() => present("oidc"), () => present("eid")],
  } as const;
  const refused = async (work: () => Promise<unknown>) => {
    const started = performance.now();
    const code = await work().then(
      () => "an answer",
      (error: { readonly code?: string }) => error.code,
    );
    const took = performance.now() - started;
    if (code !== "not_permitted") throw new Error(`not a refusal but ${code}`);
    return took;
  };
  const [there, not] = calls[given.about];
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < given.rounds + 20; round++) {
    // Who comes first changes: what comes first in a turn may be slower.
    const first = round % 2 === 0;
    const pair = first
      ? [await refused(there), await refused(not)]
      : [await refused(not), await refused(there)].reverse();
    if (round < 20) continue;
    ours.push(pair[0] ?? Number.NaN);
    theirs.push(pair[1] ?? Number.NaN);
  }
  line.disconnect();
  return { ours, theirs };
}

/** Asks for a frame in the page, which comes up and goes because the page may not open anything; `count` times. */
export async function frameAfterFrame({ count }: { readonly count: number }): Promise<number> {
  const { connect } = (await import("/federpost.js" as string)) as typeof Sdk;
  const connected = await connect({ timeoutMs: 10_000 });
  if (connected.kind !== "connected") throw new Error("not connected");
  const box = document.querySelector<HTMLElement>("#box");
  if (box === null) throw new Error("no room");
  box.style.cssText = "width: 600px; height: 400px";
  let seen = 0;
  const observer = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) seen += addedNodes.length;
  });
  observer.observe(box, { childList: true });
  for (let round = 0; round < count; round++)
    await connected.federpost.open(crypto.randomUUID(), { in: box }).catch(() => undefined);
  observer.disconnect();
  connected.federpost.disconnect();
  return seen;
}
