import { isFederpostError, systemClock, systemRandom } from "../../shared/base/index.ts";
import { createTransport, discoverHomeserver, login } from "../../shared/transport/index.ts";

/** What transport-browser.test.ts asks a browser to do; only JSON comes back. */
export interface Walk {
  readonly homeserver: string;
  readonly user: string;
  readonly password: string;
  /** Account data types that the fault proxy answers in its own way. */
  readonly faults: readonly string[];
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "no error",
    (error: unknown) => (isFederpostError(error) ? error.code : `foreign: ${String(error)}`),
  );

async function walk({ homeserver, user, password, faults }: Walk) {
  const { baseUrl, passwordLogin } = await discoverHomeserver(homeserver, {});
  const request = { baseUrl, deviceName: "Browser", clock: systemClock };
  const by = (typed: string) => ({ kind: "password" as const, user, password: typed });
  const wrongPassword = await codeOf(login({ ...request, proof: by("wrong") }));
  const session = { ...(await login({ ...request, proof: by(password) })), expiresAtMs: 0 };
  let renewals = 0;
  const onSessionChanged = async () => {
    renewals += 1;
  };
  const patience = { attempts: 1, firstDelayMs: 1, longestDelayMs: 1 };
  const transport = createTransport({ session, onSessionChanged, clock: systemClock, random: systemRandom, patience });

  const room = await transport.createRoom({ invite: [], type: "de.federpost.thread" });
  const since = (await transport.sync({ since: null, timeoutMs: 0 })).nextBatch;
  const poll = transport.sync({ since, timeoutMs: 30_000 });
  const sent = await transport.sendEvent({
    roomId: room,
    type: "m.room.encrypted",
    content: { a: "ä€😀" },
    txnId: "t",
  });
  const [joined] = (await poll).rooms.joined;
  const stop = new AbortController();
  const idle = transport.sync({ since: (await poll).nextBatch, timeoutMs: 30_000, signal: stop.signal });
  stop.abort(new Error("locked"));
  const cancelled = await codeOf(idle);

  const bytes = systemRandom.bytes(3_000_000);
  const uri = await transport.uploadMedia(bytes);
  const back = await transport.downloadMedia(uri, { maxBytes: bytes.length });
  const media = back?.every((byte, at) => byte === bytes[at]) && back.length === bytes.length;
  const overlong = await codeOf(transport.downloadMedia(uri, { maxBytes: bytes.length - 1 }));

  const codes: Record<string, string> = {};
  for (const fault of faults) codes[fault] = await codeOf(transport.readAccountData(fault));
  await transport.logout();
  const content = joined?.timeline.find(({ eventId }) => eventId === sent)?.content ?? null;
  return { passwordLogin, wrongPassword, renewals, content, cancelled, media, overlong, codes };
}

Object.assign(globalThis, { walk });
export type WalkResult = Awaited<ReturnType<typeof walk>>;
