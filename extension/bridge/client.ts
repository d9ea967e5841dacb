import { type PortalErrorCode, portalFailure } from "../../shared/protocol/index.ts";
import {
  copyPlain,
  createStreamSource,
  type Frame,
  idOfMalformedCall,
  type Line,
  parseFrame,
  runtimeLine,
  type StreamSource,
} from "../../shared/rpc/index.ts";
import { extensionIsAlive, openHostPort } from "../platform/index.ts";
import { parseAttached, type WithFiles } from "./attachments.ts";
import { CallFrames } from "./call-frames.ts";

/** Largest call a page may make, and the depth of its data; the host's contract table is stricter method by method. */
const callBudget = { bytes: 2 << 20, depth: 32 };

type Call = Extract<Frame, { kind: "call" }>;

interface Host {
  readonly line: Line;
  readonly files: StreamSource;
}

/** One client of the page: its line, and the port to the engine host that stands behind it while there is something to ask. */
export class PageClient {
  readonly #page: Line;
  readonly #gone: () => void;
  /** Numbers of the files offered for each call that is not answered yet. */
  readonly #offered = new Map<string, readonly number[]>();
  readonly #frames: CallFrames;
  #host: Promise<Host> | null = null;

  constructor(page: Line, gone: () => void) {
    this.#page = page;
    this.#gone = gone;
    this.#frames = new CallFrames((change) => page.send({ kind: "event", event: "slotChanged", data: change }));
    page.listen((value) => {
      const frame = parseFrame(value);
      if (frame === null) this.#refuseMalformed(value);
      else this.#fromPage(frame);
    });
    page.onClose(() => this.renew());
  }

  /** Gives up the port to the host, which may be dead without having said so. */
  renew(): void {
    this.#frames.closeAll();
    void this.#host?.then(({ line }) => line.close()).catch(() => {});
  }

  #fromPage(frame: Frame): void {
    if (frame.kind === "call") void this.#forward(frame);
    else if (frame.kind === "cancel") {
      this.#frames.cancelled(frame.id);
      void this.#host?.then(({ line }) => line.send(frame)).catch(() => {});
    }
  }

  #refuseMalformed(value: unknown): void {
    const id = idOfMalformedCall(value);
    if (id !== null) this.#page.send({ kind: "failure", id, error: portalFailure("invalid_request") });
  }

  async #forward({ kind, id, method, params }: Call): Promise<void> {
    const attached = parseAttached(method, params);
    if (attached === null) return this.#fail(id, "invalid_params");
    const plain = copyPlain(attached.params, callBudget);
    if (plain.kind !== "plain")
      return this.#fail(id, plain.kind === "too_large" ? "invalid_request" : "invalid_params");
    const seated = await this.#frames.prepare({ id, method, params: plain.value as object });
    // Taken back while its frame came up: the page waits for nothing.
    if (seated === null) return;
    try {
      const host = await this.#connect();
      host.line.send({ kind, id, method, params: this.#offer(host, id, { ...attached, params: seated }) });
    } catch {
      this.#fail(id, "disconnected");
      this.#noticeEnd();
    }
  }

  #offer({ files }: Host, id: string, { params, attached }: WithFiles): object {
    if (attached === null) return params;
    const offered = attached.files.map((file) => ({ file, stream: files.offer(file) }));
    this.#offered.set(
      id,
      offered.map(({ stream }) => stream),
    );
    return {
      ...params,
      [attached.parameter]: offered.map(({ file, stream }) => ({
        name: file.name,
        type: file.type,
        sizeBytes: file.size,
        stream,
      })),
    };
  }

  #connect(): Promise<Host> {
    if (this.#host !== null) return this.#host;
    const opening = this.#open();
    this.#host = opening;
    opening.catch(() => {
      if (this.#host === opening) this.#host = null;
    });
    return opening;
  }

  async #open(): Promise<Host> {
    const line = runtimeLine(await openHostPort("portal"));
    const host = { line, files: createStreamSource(line) };
    line.listen((value) => this.#fromHost(host, parseFrame(value)));
    line.onClose(() => this.#lost());
    return host;
  }

  #fromHost({ files }: Host, frame: Frame | null): void {
    if (frame?.kind === "answer" || frame?.kind === "failure") {
      for (const stream of this.#offered.get(frame.id) ?? []) files.withdraw(stream);
      this.#offered.delete(frame.id);
      this.#frames.settled(frame.id, frame.kind === "answer" ? frame.result : null);
      this.#page.send(frame);
    } else if (frame?.kind === "event") this.#page.send(frame);
  }

  #fail(id: string, code: PortalErrorCode): void {
    this.#frames.settled(id, null);
    this.#page.send({ kind: "failure", id, error: portalFailure(code) });
  }

  /** The host died or refused the port: what the page waits for will not come. It may ask again at once. */
  #lost(): void {
    this.#host = null;
    this.#offered.clear();
    this.#frames.closeAll();
    this.#page.send({ kind: "event", event: "disconnect", data: null });
    this.#noticeEnd();
  }

  /** After an update of the extension this script is cut off for good; the new one has a control port of its own. */
  #noticeEnd(): void {
    if (extensionIsAlive()) return;
    this.#gone();
    this.#page.close();
  }
}
