import { sealingMemory } from "./files-lines.ts";

/** A process with nothing else in its memory. */
console.log(await sealingMemory(() => process.memoryUsage().rss));
