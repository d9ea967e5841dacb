/** What `npm start` shows: two browser windows where there is a display, else J1 and J2 walked headless. */
export interface Demo {
  /** Opens the windows and resolves when they are closed or we are asked to end. */
  show(say: (line: string) => void): Promise<void>;
  /** Walks J1 and J2 with numbered screenshots in `screenshotDir`, saying each step with its time. */
  walk(screenshotDir: string, say: (line: string) => void): Promise<void>;
}

/** The demo. Its parts are loaded only when it is shown, since they need the npm packages. */
export const demo: Demo = {
  show: async (say) => (await import("../test/journey/demo.ts")).showDemo(say),
  walk: async (screenshotDir, say) => (await import("../test/journey/demo.ts")).walkDemo(screenshotDir, say),
};
