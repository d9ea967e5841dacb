import { spawn } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { acmeEnvironment, acmeProgram, apacheModules } from "../../scripts/setup/index.ts";
import type { WebServer } from "../../shared/acme/web-server.ts";
import { end } from "./pebble.ts";

/** A real web server whose configuration holds the lines that we give administrators, and little else. */
export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly dir: string;
  readonly port: number;
  /** What the administrator was given. */
  readonly lines: string;
}

export const hasServer: Readonly<Record<WebServer, boolean>> = {
  nginx: acmeProgram("nginx") !== null,
  apache: acmeProgram("apache2") !== null && apacheModules() !== null,
};

const nginxConfig = ({ dir, port, lines }: ServerOptions): string => `
daemon off;
master_process off;
pid ${dir}/nginx.pid;
error_log ${dir}/error.log;
events {}
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${dir}/temp;`).join("\n  ")}
  server {
    listen 127.0.0.1:${port};
    root ${dir}/pages;
    ${lines}
  }
}
`;

const modules = ["mpm_event", "authz_core", "alias", "rewrite", "headers", "mime"];

const apacheConfig = ({ dir, port, lines }: ServerOptions): string => `
ServerName localhost
ServerRoot ${dir}
${modules.map((name) => `LoadModule ${name}_module ${apacheModules()}/mod_${name}.so`).join("\n")}
${process.getuid?.() === 0 ? "User nobody\nGroup nogroup" : ""}
TypesConfig /dev/null
PidFile ${dir}/apache.pid
ErrorLog ${dir}/error.log
Listen 127.0.0.1:${port}
<VirtualHost 127.0.0.1:${port}>
DocumentRoot ${dir}/pages
<Directory ${dir}/pages>
Require all granted
</Directory>
${lines}
</VirtualHost>
`;

/** Starts nginx or Apache on a loopback port and waits until it answers. */
export async function startServer(kind: WebServer, options: ServerOptions): Promise<RunningServer> {
  const { dir, port } = options;
  for (const folder of [dir, join(dir, "pages"), join(dir, "temp")]) {
    await mkdir(folder, { recursive: true });
    // nginx and Apache give up root for a user of their own.
    await chmod(folder, 0o755);
  }
  await writeFile(join(dir, "pages", "index.html"), "Musterstadt");
  const config = join(dir, `${kind}.conf`);
  await writeFile(config, kind === "nginx" ? nginxConfig(options) : apacheConfig(options));
  const [command, args] = {
    nginx: [acmeProgram("nginx"), ["-p", dir, "-c", config, "-e", join(dir, "error.log")]],
    apache: [acmeProgram("apache2"), ["-f", config, "-X"]],
  }[kind] as [string, string[]];
  const child = spawn(command, args, { env: await acmeEnvironment(), stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr?.on("data", (chunk) => (said += String(chunk)));
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 100; tries++) {
    const answer = await fetch(url).catch(() => null);
    if (answer !== null) return { url, stop: () => end(child, "SIGTERM") };
    if (child.exitCode !== null) break;
    await pause(100);
  }
  await end(child);
  throw new Error(`${kind} did not come up: ${said}`);
}
