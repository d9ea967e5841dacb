import { createServer } from "node:net";

/** Whether `port` can be bound on loopback right now. */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });

/** `count` different loopback ports that were free a moment ago. The caller binds them at once, or asks again. */
export const freePorts = async (count: number): Promise<readonly number[]> => {
  const probes = await Promise.all(Array.from({ length: count }, openProbe));
  await Promise.all(probes.map(({ close }) => close()));
  return probes.map(({ port }) => port);
};

const openProbe = (): Promise<{ port: number; close: () => Promise<void> }> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      if (address === null || typeof address === "string") return reject(new Error("A loopback port has no number"));
      resolve({ port: address.port, close: () => new Promise((done) => probe.close(() => done())) });
    });
  });
