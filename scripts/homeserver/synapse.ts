import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { root } from "../paths.ts";
import { lastLines } from "../run-command.ts";
import { pythonEnvironment, synapsePython } from "./install.ts";

const startDeadlineMs = 90_000;
const stopDeadlineMs = 15_000;

/** One running Synapse process. It ends with us, however we end (see launch.py). */
export class SynapseProcess {
  readonly #configPath: string;
  readonly #logPath: string;
  readonly #url: string;
  #child: ChildProcess | null = null;

  constructor(files: { configPath: string; logPath: string; url: string }) {
    this.#configPath = files.configPath;
    this.#logPath = files.logPath;
    this.#url = files.url;
  }

  /** Null while the server is not running. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Resolves when the server answers /health. Throws with the end of its log when it does not. */
  async start(): Promise<void> {
    if (this.#child !== null) throw new Error("The homeserver is running already");
    const log = openSync(this.#logPath, "a", 0o600);
    const args = [join(root, "scripts/homeserver/launch.py"), "-c", this.#configPath];
    const child = spawn(synapsePython(), args, { env: pythonEnvironment(), stdio: ["pipe", log, log] });
    closeSync(log);
    // Writing to a dead server's stdin is no news: its end is noticed by `exit`.
    child.stdin?.on("error", () => undefined);
    child.once("exit", () => {
      if (this.#child === child) this.#child = null;
    });
    this.#child = child;
    await this.#untilHealthy(child);
  }

  /** Sends `signal` and resolves when the process is gone. Does nothing when it is gone already. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill(signal);
    await gone;
  }

  /** Ends the server in good order, by force when it does not listen. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    const force = setTimeout(() => child.kill("SIGKILL"), stopDeadlineMs);
    await this.kill("SIGTERM");
    clearTimeout(force);
  }

  async #untilHealthy(child: ChildProcess): Promise<void> {
    let failure: Error | null = null;
    child.once("error", (cause) => {
      failure = cause;
    });
    const deadline = Date.now() + startDeadlineMs;
    while (failure === null && this.#child === child && Date.now() < deadline) {
      if (await answers(`${this.#url}/health`)) return;
      await pause(50);
    }
    await this.stop();
    throw new Error(`The homeserver did not start. The end of ${this.#logPath}:\n${this.logTail(30)}`);
  }

  /** The last `lines` lines of the server's log. */
  logTail(lines: number): string {
    return existsSync(this.#logPath) ? lastLines(readFileSync(this.#logPath, "utf8"), lines) : "(no log)";
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  );
