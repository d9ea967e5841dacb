import { spawn } from "node:child_process";

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs `command` without a shell and returns what it printed. Throws with the last lines of its output when it cannot
 * be started or ends with anything but 0.
 */
export const runCommand = (command: string, args: readonly string[], options: CommandOptions = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const stdout: Buffer[] = [];
    const everything: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => {
      stdout.push(chunk);
      everything.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => everything.push(chunk));
    child.once("error", (cause) => reject(new Error(`${command} could not be started: ${cause.message}`, { cause })));
    child.once("close", (code, signal) => {
      if (code === 0) return resolve(Buffer.concat(stdout).toString("utf8"));
      const tail = lastLines(Buffer.concat(everything).toString("utf8"), 25);
      reject(new Error(`${[command, ...args].join(" ")} ended with ${code ?? signal}\n${tail}`));
    });
  });

/** The last `count` lines of `text`, for showing why something failed. */
export const lastLines = (text: string, count: number): string => text.trimEnd().split("\n").slice(-count).join("\n");
