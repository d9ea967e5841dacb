/**
 * Reads the WebAssembly text that asc writes (one instruction per line, stack style) into functions whose bodies are
 * trees of blocks. Knows what that output uses and refuses the rest, so that nothing goes unseen.
 *
 * @typedef {{ op: string, args: string[], line: number, body?: Instruction[], otherwise?: Instruction[],
 *   label?: string, results?: number }} Instruction
 * @typedef {{ name: string, params: number, locals: number, results: number, body: Instruction[] }} WatFunction
 * @typedef {{ functions: Map<string, WatFunction>, exported: Set<string> }} WatModule
 */

/** How many types a form such as `(param i32 i32)` names, over all its occurrences in the line. */
const countTypes = (/** @type {string} */ line, /** @type {string} */ form) =>
  [...line.matchAll(new RegExp(`\\(${form}((?: \\$\\S+)?(?: (?:i32|i64|f32|f64|v128))+)\\)`, "g"))]
    .map(
      ([, types]) =>
        String(types)
          .trim()
          .split(" ")
          .filter((type) => !type.startsWith("$")).length,
    )
    .reduce((sum, count) => sum + count, 0);

/** @param {string} line @param {number} number @returns {Instruction} */
function instruction(line, number) {
  const [op = "", ...args] = line.split(/\s+/);
  return { op, args, line: number };
}

const opensBlock = new Set(["block", "loop", "if"]);

/**
 * Instructions up to `end`, `else` or the end of the function.
 * @param {{ lines: string[], next: number }} source
 * @returns {{ body: Instruction[], stop: string }}
 */
function sequence(source) {
  /** @type {Instruction[]} */
  const body = [];
  for (;;) {
    const line = String(source.lines[source.next]).trim();
    const found = instruction(line, source.next + 1);
    source.next++;
    if (line === ")" || found.op === "end" || found.op === "else") return { body, stop: found.op };
    if (opensBlock.has(found.op)) nest(found, line, source);
    body.push(found);
  }
}

/** Reads the inside of a block into the instruction that opens it. */
function nest(/** @type {Instruction} */ found, /** @type {string} */ line, /** @type {any} */ source) {
  found.label = found.args.find((arg) => arg.startsWith("$")) ?? "";
  found.results = countTypes(line, "result");
  const inside = sequence(source);
  found.body = inside.body;
  found.otherwise = inside.stop === "else" ? sequence(source).body : [];
}

/** @param {string[]} lines @param {number} start @returns {{ found: WatFunction, next: number }} */
function readFunction(lines, start) {
  const head = String(lines[start]);
  const name = String(head.match(/\(func (\S+?)[\s)]/)?.[1] ?? head.match(/\(func (\S+)$/)?.[1]);
  let locals = 0;
  let next = start + 1;
  for (; String(lines[next]).trim().startsWith("(local "); next++) locals += countTypes(String(lines[next]), "local");
  const source = { lines, next };
  const { body } = sequence(source);
  const found = { name, params: countTypes(head, "param"), locals, results: countTypes(head, "result"), body };
  return { found, next: source.next };
}

/** @param {string} wat @returns {WatModule} */
export function parseWat(wat) {
  const lines = wat.split("\n");
  /** @type {WatModule} */
  const module = { functions: new Map(), exported: new Set() };
  for (let i = 0; i < lines.length; ) {
    const line = String(lines[i]).trim();
    const exported = line.match(/^\(export "[^"]*" \(func (\S+?)\)\)/);
    if (exported) module.exported.add(String(exported[1]));
    if (line.startsWith("(import ") || line.startsWith("(table ") || line.startsWith("(start "))
      throw new Error(`line ${i + 1}: the core has no imports, tables or start function`);
    if (!line.startsWith("(func ")) {
      i++;
      continue;
    }
    const { found, next } = readFunction(lines, i);
    module.functions.set(found.name, found);
    i = next;
  }
  return module;
}
