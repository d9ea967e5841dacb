import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { loadCore } from "../../../wasm/host/index.ts";
import { bytes, hex } from "./bytes.ts";

const wasmFolder = join(import.meta.dirname, "../../../wasm");
const module = Uint8Array.from(readFileSync(join(wasmFolder, "build/core.wasm")));
const emptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

afterEach(() => vi.unstubAllGlobals());

describe("loading the crypto core", () => {
  test("takes the module as bytes, as a response, and from the own origin outside Node", async () => {
    const answer = () => new Response(module, { headers: { "content-type": "application/wasm" } });
    const sources = [
      { wasm: module },
      { wasm: module.buffer },
      { wasm: answer() },
      { wasm: Promise.resolve(answer()) },
    ];
    for (const source of sources) expect(hex((await loadCore(source)).sha256(bytes("")))).toBe(emptyDigest);
    const asked: string[] = [];
    vi.stubGlobal("process", undefined);
    vi.stubGlobal("location", { origin: "chrome-extension://abc" });
    vi.stubGlobal("fetch", async (url: URL) => {
      asked.push(url.href);
      return answer();
    });
    expect(hex((await loadCore()).sha256(bytes("")))).toBe(emptyDigest);
    expect(asked).toEqual(["chrome-extension://abc/core.wasm"]);
  });

  test("refuses a module with one bit changed, a missing file and a runtime without SIMD", async () => {
    const changed = module.slice();
    changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1;
    await expect(loadCore({ wasm: changed })).rejects.toMatchObject({ code: "file_changed" });
    await expect(loadCore({ wasm: new Response(null, { status: 404 }) })).rejects.toMatchObject({ code: "internal" });
    vi.stubGlobal("WebAssembly", { ...WebAssembly, validate: () => false });
    await expect(loadCore()).rejects.toMatchObject({ code: "unsupported", message: expect.stringMatching(/SIMD/) });
  });

  test("gives instances that share no memory", async () => {
    const [one, other] = await Promise.all([loadCore(), loadCore()]);
    const stream = one.sha256Stream().update(bytes("61"));
    other.sha256(bytes("ff"));
    expect(hex(stream.digest())).toBe(hex(other.sha256(bytes("61"))));
  });

  test("needs no imports and stays within its size", () => {
    expect(WebAssembly.Module.imports(new WebAssembly.Module(module))).toEqual([]);
    expect(module.length).toBeLessThanOrEqual(64 * 1024);
    expect(gzipSync(module, { level: 9 }).length).toBeLessThanOrEqual(20 * 1024);
  });

  test("is built to the same bytes in another folder", () => {
    const folder = mkdtempSync(join(tmpdir(), "core-"));
    try {
      for (const name of ["assembly", "generate", "asconfig.json", "build.mjs"]) {
        cpSync(join(wasmFolder, name), join(folder, "elsewhere", name), { recursive: true });
      }
      symlinkSync(join(wasmFolder, "../node_modules"), join(folder, "node_modules"));
      execFileSync(process.execPath, [join(folder, "elsewhere/build.mjs")], { cwd: folder });
      expect(Buffer.compare(readFileSync(join(folder, "elsewhere/build/core.wasm")), module)).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
