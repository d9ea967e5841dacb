import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Whether `port` can be bound on loopback right now. */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });

/** Below what systems give to outgoing connections: one of those could take the port of a server that is restarted. */
const range = { first: 20_000, count: 12_000 } as const;

const given = new Set<number>();

/**
 * `count` different loopback ports that were free a moment ago, each given once in a process. The caller binds them at once.
 * Throws when so many are taken that none is found.
 */
export const freePorts = async (count: number): Promise<readonly number[]> => {
  const found: number[] = [];
  for (let tries = 0; found.length < count; tries++) {
    if (tries === range.count)
      throw new Error("There is no free port on 127.0.0.1. End what takes so many and try again");
    const port = range.first + randomInt(range.count);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) found.push(port);
  }
  return found;
};
