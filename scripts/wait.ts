/** Resolves at the first SIGINT, SIGTERM or SIGHUP, or when the process that started us is gone. */
export const untilAskedToEnd = (): Promise<void> =>
  new Promise((resolve) => {
    const parent = process.ppid;
    // A command behind npm may be left alone by a signal that reached npm only; then its parent changes.
    const watch = setInterval(() => process.ppid !== parent && end(), 500).unref();
    const end = (): void => {
      clearInterval(watch);
      resolve();
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, end);
  });
