import { type ChildProcess, spawn } from "node:child_process";

/** A browser's process. It ends with us, however we end. */
export interface BrowserProcess {
  readonly pid: number;
  /** Resolves when the process is gone, with the last of what it said. */
  readonly gone: Promise<string>;
  /** Waits for a line that `pattern` matches and returns its first group. Throws when the process ends before. */
  line(pattern: RegExp): Promise<string>;
  /** Sees it end: `asked` was told to quit over its protocol, `not asked` gets a SIGTERM. By force after `graceMs`. */
  end(how: "asked" | "not asked", graceMs: number): Promise<void>;
}

const mostOutput = 64_000;

/** Starts `command` and keeps what it says. Throws when it cannot be started. */
export const startProcess = async (
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<BrowserProcess> => {
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const output = collect(child);
  const gone = new Promise<string>((resolve) => child.once("close", () => resolve(output.text().slice(-4000))));
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} has no process`);
  const guard = guardOver(pid);
  void gone.then(() => guard.kill());
  return {
    pid,
    gone,
    line: (pattern) =>
      Promise.race([
        output.find(pattern),
        gone.then((said) => Promise.reject(new Error(`${command} ended before it was ready:\n${said}`))),
      ]),
    end: async (how, graceMs) => {
      if (how === "not asked") child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), graceMs);
      await gone;
      clearTimeout(force);
    },
  };
};

const collect = (child: ChildProcess) => {
  let text = "";
  const waiting = new Set<() => void>();
  const take = (chunk: Buffer): void => {
    text = (text + chunk.toString("utf8")).slice(-mostOutput);
    for (const look of waiting) look();
  };
  child.stdout?.on("data", take);
  child.stderr?.on("data", take);
  const find = (pattern: RegExp): Promise<string> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = pattern.exec(text)?.[1];
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { text: () => text, find };
};

// The guard reads from a pipe that only we hold: whatever ends us closes it, and then the guard ends the browser.
const guardOver = (pid: number): ChildProcess => {
  const script = 'cat >/dev/null; kill -TERM "$0"; sleep 3; kill -KILL "$0"';
  const guard = spawn("sh", ["-c", script, String(pid)], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  guard.stdin?.on("error", () => undefined);
  guard.unref();
  return guard;
};
