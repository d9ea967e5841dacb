import type { BrowserName } from "./setup/index.ts";

/** What `npm run stage -- --json FILE` writes, for whoever wants to look at the parts from outside. */
export interface StageReport {
  readonly homeservers: readonly StageHomeserver[];
  readonly portal: { readonly origin: string; readonly pid: number };
  readonly browsers: readonly StageBrowser[];
}

export interface StageHomeserver {
  readonly url: string;
  readonly federationUrl: string | null;
  readonly serverName: string;
  readonly databasePath: string;
  readonly mediaPath: string;
  readonly logPath: string;
  readonly pid: number | null;
  readonly users: readonly { readonly userId: string; readonly password: string }[];
}

export interface StageBrowser {
  readonly role: "citizen" | "clerk";
  readonly browser: BrowserName;
  readonly pid: number;
  /** Where a debugger connects: DevTools protocol for Chromium, WebDriver BiDi for Firefox. */
  readonly debuggingUrl: string;
  readonly profileDir: string;
  readonly extensionDir: string;
  readonly extensionId: string;
  readonly userId: string;
}

export interface SetStage {
  readonly report: StageReport;
  strike(): Promise<void>;
}

export interface StageOptions {
  readonly dir: string;
  readonly browser: BrowserName;
  readonly servers: 1 | 2;
  readonly say: (line: string) => void;
}

/** Sets homeserver(s), portal and two browsers, signed in by clicks through the first page. Nobody debugs them then. */
export const setStage = async (options: StageOptions): Promise<SetStage> => {
  const { openStage } = await import("../test/journey/stage.ts");
  return openStage(options);
};
