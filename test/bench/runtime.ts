/** Where a bench runs. */
export type Runtime = "node" | "chromium" | "firefox";
