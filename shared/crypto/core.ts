import { type Core, loadCore } from "../../wasm/host/index.ts";

let loading: Promise<Core> | null = null;

/** The one crypto core of this context. A load that failed is tried again at the next call. */
export function sharedCore(): Promise<Core> {
  loading ??= loadCore().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

/** Clears what the core may still hold of the last job's secrets. */
export function forgetSecrets(): void {
  void loading?.then((core) => core.wipe());
}
