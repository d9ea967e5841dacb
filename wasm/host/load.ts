import { FederpostError } from "../../shared/base/index.ts";
import { core } from "../build/core.ts";
import { Machine } from "./machine.ts";

/** Where the module comes from. Without it: the build folder in Node, `/core.wasm` of the own origin elsewhere. */
export interface CoreSource {
  readonly wasm: BufferSource | URL | Response | Promise<Response>;
}

/** A module with one v128 function: whoever validates it can run the core. */
const simdProbe = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

function requireSimd(): void {
  if (typeof WebAssembly === "object" && WebAssembly.validate(simdProbe)) return;
  throw new FederpostError("unsupported", "this browser cannot run WebAssembly SIMD, which Federpost needs; update it");
}

/** The two members of Node's `process` that are used. `getBuiltinModule` is invisible to bundlers. */
interface NodeProcess {
  getBuiltinModule(name: "node:fs/promises"): { readFile(url: URL): Promise<Uint8Array<ArrayBuffer>> } | undefined;
}

function nodeProcess(): NodeProcess | null {
  const candidate: unknown = Reflect.get(globalThis, "process");
  const isNode = typeof candidate === "object" && candidate !== null && "getBuiltinModule" in candidate;
  return isNode ? (candidate as NodeProcess) : null;
}

/** Where the build puts the module. Not written into `new URL` itself, where bundlers would take it for an asset. */
const builtModule = "../build/core.wasm";

async function readBuilt(): Promise<BufferSource> {
  const files = nodeProcess()?.getBuiltinModule("node:fs/promises");
  if (files) return files.readFile(new URL(builtModule, import.meta.url));
  return readResponse(fetch(new URL("/core.wasm", globalThis.location.origin)));
}

async function readResponse(response: Response | Promise<Response>): Promise<BufferSource> {
  const answer = await response;
  if (!answer.ok) throw new FederpostError("internal", "the crypto core's file is missing");
  return answer.arrayBuffer();
}

async function readSource(source: CoreSource | undefined): Promise<BufferSource> {
  if (source === undefined) return readBuilt();
  const { wasm } = source;
  if (wasm instanceof URL) return readResponse(fetch(wasm));
  if (wasm instanceof ArrayBuffer || ArrayBuffer.isView(wasm)) return wasm;
  return readResponse(wasm);
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Loads, checks and starts the module. Throws `unsupported` without SIMD, `file_changed` for another module. */
export async function loadMachine(source?: CoreSource): Promise<Machine> {
  requireSimd();
  const bytes = await readSource(source);
  const digest = await globalThis.crypto.subtle.digest("SHA-256", bytes);
  if (hex(new Uint8Array(digest)) !== core.sha256) {
    throw new FederpostError("file_changed", "the crypto core is not the one this version was built with");
  }
  const { instance } = await WebAssembly.instantiate(bytes, {});
  return new Machine(instance);
}
