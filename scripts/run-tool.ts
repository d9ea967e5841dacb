import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./paths.ts";

export interface ToolRun {
  readonly exitCode: number;
  readonly stdout: string;
  /** Standard output and standard error as they came. */
  readonly output: string;
}

export interface ToolOptions {
  /** Another checkout than ours. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a script of our node_modules with this Node. Never throws for a tool that complains: that is its exit code. */
export const runTool = (script: string, args: readonly string[], options: ToolOptions = {}): Promise<ToolRun> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "node_modules", script), ...args], {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const stdout: Buffer[] = [];
    const output: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => {
      stdout.push(chunk);
      output.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      const text = (chunks: Buffer[]): string => Buffer.concat(chunks).toString("utf8");
      resolve({ exitCode: code ?? 1, stdout: text(stdout), output: text(output) });
    });
  });
