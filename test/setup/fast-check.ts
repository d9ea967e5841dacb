import fc from "fast-check";

/** A hundred random cases per property in `npm test`, 100,000 in `npm run long`. */
fc.configureGlobal({ numRuns: Number(process.env.FEDERPOST_RUNS ?? 100) });
