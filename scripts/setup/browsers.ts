import { runCommand } from "../run-command.ts";
import { findProgram } from "./programs.ts";

export type BrowserName = "chromium" | "firefox";

interface Browser {
  readonly name: BrowserName;
  readonly variable: string;
  readonly commands: readonly string[];
  readonly debianPackage: string;
}

// Branded Chrome no longer loads unpacked extensions from the command line, so only Chromium is looked for.
const browsers: readonly Browser[] = [
  {
    name: "chromium",
    variable: "FEDERPOST_CHROMIUM",
    commands: ["chromium", "chromium-browser"],
    debianPackage: "chromium",
  },
  {
    name: "firefox",
    variable: "FEDERPOST_FIREFOX",
    commands: ["firefox-esr", "firefox"],
    debianPackage: "firefox-esr",
  },
];

/** The executable of `name`: what FEDERPOST_CHROMIUM or FEDERPOST_FIREFOX says, else the machine's. Throws if none. */
export const browserPath = (name: BrowserName): string => {
  const browser = browsers.find((candidate) => candidate.name === name);
  const path = browser === undefined ? null : locate(browser);
  if (path === null) throw new Error(`No ${name} on this machine: run \`npm test\` or \`npm start\` once.`);
  return path;
};

/** The browsers that are not on this machine. */
export const missingBrowsers = (): readonly BrowserName[] =>
  browsers.filter((browser) => locate(browser) === null).map(({ name }) => name);

/** Installs the missing browsers with apt when we are root. Throws with the command to run when we are not. */
export const installBrowsers = async (): Promise<void> => {
  const packages = browsers.filter((browser) => locate(browser) === null).map(({ debianPackage }) => debianPackage);
  if (process.getuid?.() !== 0 || findProgram(["apt-get"]) === null) {
    const command = `apt-get update && apt-get install -y ${packages.join(" ")}`;
    const variables = browsers.map(({ variable }) => variable).join(" and ");
    throw new Error(`Missing: ${packages.join(", ")}. Run as root: ${command}\n(or set ${variables})`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await runCommand("apt-get", ["-q", "update"], { env });
  await runCommand("apt-get", ["-q", "install", "-y", "--no-install-recommends", ...packages], { env });
  const missing = missingBrowsers();
  if (missing.length > 0) throw new Error(`apt-get installed no ${missing.join(" and no ")}`);
};

const locate = ({ variable, commands }: Browser): string | null => process.env[variable] || findProgram(commands);
