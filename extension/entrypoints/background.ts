import { defineBackground } from "wxt/utils/define-background";
import { startWorker } from "../background/index.ts";

// Firefox has no offscreen documents: its background is engine-host.ts.
export default defineBackground({ include: ["chrome"], main: () => startWorker() });
