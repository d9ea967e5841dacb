/**
 * wasm/host: loads the crypto core, copies bytes in, runs it, copies bytes out.
 * Must never give out bytes that were not authenticated, grow the module's memory, or keep a caller's array.
 * The only room that knows the module's memory; nothing but shared/crypto may open this door.
 */
import { assembleCore, type Core } from "./core.ts";
import { type CoreSource, loadMachine } from "./load.ts";

export type { ChaCha20Poly1305 } from "./aead.ts";
export type { Core } from "./core.ts";
export type { HashStream, LabelInput } from "./hash.ts";
export type { CoreSource } from "./load.ts";

/**
 * A new instance of the crypto core with its own memory. In Node it is read from the build folder, elsewhere fetched
 * from `/core.wasm` of the own origin, unless a source is given. Throws `unsupported` where WebAssembly has no SIMD,
 * `file_changed` when the module is not the one this version was built with.
 */
export async function loadCore(source?: CoreSource): Promise<Core> {
  return assembleCore(await loadMachine(source));
}
