/**
 * Follows secrets through a module by abstract interpretation. Every byte of memory counts as secret, except what is
 * read with an immediate offset inside PUBLIC. A secret may be computed with and stored, but it must not decide a
 * branch, a select, an address, a length or an operand of a division. What is stored into PUBLIC is listed, because
 * each such place declares something public and needs a reason.
 *
 * Sound for what it sees: values join where control flow joins, loops run until nothing changes, parameters, results
 * and globals collect over all callers until nothing changes. A constant address of PUBLIC may only be stored or
 * copied to directly; handed on, it is a finding, since the callee would use it unseen.
 */
/** @import { Instruction, WatFunction, WatModule } from "./parse.mjs" */

/**
 * @typedef {{ secret: boolean, constant: number | null }} Value
 * @typedef {{ locals: boolean[], stack: Value[] }} State
 * @typedef {{ label: string, isLoop: boolean, results: number, height: number, reached: State | null }} Frame
 * @typedef {{ function: string, line: number, op: string, what: string }} Finding
 * @typedef {{ start: number, end: number }} Range
 */

const known = /^(i32|i64|f64|v128|i8x16|i16x8|i32x4|i64x2)\.[a-z0-9_]+$/;
const unary =
  /\.(eqz|clz|ctz|popcnt|splat|neg|abs|not|any_true|all_true|bitmask|wrap_i64|trunc_\w+|convert_\w+|extend\w*|reinterpret_\w+|extract_lane\w*)$/;
const isUnary = (/** @type {string} */ op) => unary.test(op) && !op.includes("extmul");
const isLoad = (/** @type {string} */ op) => /\.load/.test(op);
const isStore = (/** @type {string} */ op) => /\.store/.test(op);
const isDivision = (/** @type {string} */ op) => /^i\d+\.(div|rem)_/.test(op);

const clear = { secret: false, constant: null };

/** @param {State} state @returns {State} */
const copy = (state) => ({ locals: [...state.locals], stack: [...state.stack] });

/** Joins `from` into `into`; both have the same height. @param {State | null} into @param {State} from @returns {State} */
function join(into, from) {
  if (into === null) return copy(from);
  return {
    locals: into.locals.map((secret, i) => secret || Boolean(from.locals[i])),
    stack: into.stack.map((value, i) => {
      const other = from.stack[i] ?? clear;
      return {
        secret: value.secret || other.secret,
        constant: value.constant === other.constant ? value.constant : null,
      };
    }),
  };
}

const sameLocals = (/** @type {State | null} */ a, /** @type {State} */ b) =>
  a?.locals.every((secret, i) => secret === b.locals[i]);

/** What is known about functions and globals so far. It only grows, so the analysis ends. */
class Knowledge {
  /** @type {Map<string, boolean[]>} */
  #params = new Map();
  /** @type {Set<string>} */
  #secretResults = new Set();
  /** @type {Set<string>} */
  #secretGlobals = new Set();
  changed = false;

  params(/** @type {WatFunction} */ { name, params }) {
    return this.#params.get(name) ?? Array(params).fill(false);
  }

  passes(/** @type {WatFunction} */ callee, /** @type {Value[]} */ args) {
    const before = this.params(callee);
    const after = before.map((secret, i) => secret || Boolean(args[i]?.secret));
    if (after.some((secret, i) => secret !== before[i])) this.changed = true;
    this.#params.set(callee.name, after);
  }

  hasSecretResult = (/** @type {string} */ name) => this.#secretResults.has(name);
  hasSecretGlobal = (/** @type {string} */ name) => this.#secretGlobals.has(name);
  secretResult = (/** @type {string} */ name) => this.#add(this.#secretResults, name);
  secretGlobal = (/** @type {string} */ name) => this.#add(this.#secretGlobals, name);

  #add(/** @type {Set<string>} */ set, /** @type {string} */ name) {
    if (set.has(name)) return;
    set.add(name);
    this.changed = true;
  }
}

/** Interprets one function once with what is known. */
class Walk {
  /** @type {Frame[]} */
  #frames = [];
  #module;
  #knowledge;
  #publicRange;
  #function;
  #report;

  /**
   * @param {{ module: WatModule, knowledge: Knowledge, publicRange: Range, report: (finding: Finding) => void }} context
   * @param {WatFunction} subject
   */
  constructor(context, subject) {
    this.#module = context.module;
    this.#knowledge = context.knowledge;
    this.#publicRange = context.publicRange;
    this.#report = context.report;
    this.#function = subject;
  }

  run() {
    const { params, locals, results, body } = this.#function;
    /** @type {State} */
    const start = { locals: [...this.#knowledge.params(this.#function), ...Array(locals).fill(false)], stack: [] };
    if (start.locals.length !== params + locals) throw new Error(`${this.#function.name}: parameters do not add up`);
    const end = this.#block(start, { label: "", isLoop: false, results, body });
    if (end?.stack.slice(-results || end.stack.length).some((value) => value.secret)) {
      this.#knowledge.secretResult(this.#function.name);
    }
  }

  /** @returns {State | null} the state behind the block, null when nothing gets there */
  #block(
    /** @type {State} */ entry,
    /** @type {{ label: string, isLoop: boolean, results: number, body: Instruction[] }} */ {
      label,
      isLoop,
      results,
      body,
    },
  ) {
    const frame = { label, isLoop, results, height: entry.stack.length, reached: /** @type {State | null} */ (null) };
    this.#frames.push(frame);
    const end = this.#sequence(copy(entry), body);
    this.#frames.pop();
    if (!isLoop) return end === null ? frame.reached : join(frame.reached, end);
    if (frame.reached === null) return end;
    const again = join(copy(entry), frame.reached);
    return sameLocals(entry, again) ? end : this.#block(again, { label, isLoop, results, body });
  }

  /** @returns {State | null} */
  #sequence(/** @type {State} */ state, /** @type {Instruction[]} */ body) {
    /** @type {State | null} */
    let current = state;
    for (const instruction of body) {
      if (current === null) return null;
      current = this.#step(current, instruction);
    }
    return current;
  }

  /** @returns {State | null} */
  #step(/** @type {State} */ state, /** @type {Instruction} */ instruction) {
    const { op, label = "", results = 0, body = [], otherwise = [] } = instruction;
    switch (op) {
      case "block":
      case "loop":
        return this.#block(state, { label, isLoop: op === "loop", results, body });
      case "if": {
        this.#mustBePublic(this.#pop(state), instruction, "a secret decides a branch");
        const then = this.#block(state, { label, isLoop: false, results, body });
        const other = this.#block(state, { label, isLoop: false, results, body: otherwise });
        if (then === null || other === null) return then ?? other;
        return join(then, other);
      }
      case "br_if":
        this.#mustBePublic(this.#pop(state), instruction, "a secret decides a branch");
        this.#leave(state, String(instruction.args[0]));
        return state;
      case "br":
        this.#leave(state, String(instruction.args[0]));
        return null;
      case "return":
        this.#leave(state, "");
        return null;
      case "unreachable":
        return null;
      default:
        this.#plain(state, instruction);
        return state;
    }
  }

  /** Control goes to the end, or the start, of the block with this label. */
  #leave(/** @type {State} */ state, /** @type {string} */ label) {
    const frame = label === "" ? this.#frames[0] : this.#frames.findLast((candidate) => candidate.label === label);
    if (!frame) throw new Error(`${this.#function.name}: no block ${label}`);
    const kept = frame.isLoop ? [] : state.stack.slice(state.stack.length - frame.results);
    const stack = [...state.stack.slice(0, frame.height), ...kept];
    frame.reached = join(frame.reached, { locals: state.locals, stack });
  }

  #plain(/** @type {State} */ state, /** @type {Instruction} */ instruction) {
    const { op, args } = instruction;
    if (op.startsWith("local.")) return this.#local(state, instruction);
    if (op.startsWith("global.")) return this.#global(state, op, String(args[0]));
    if (op.startsWith("memory.")) return this.#bulk(state, instruction);
    if (op === "call") return this.#call(state, instruction);
    if (op === "drop") return void this.#pop(state);
    if (op === "select") return this.#select(state, instruction);
    if (!known.test(op)) throw new Error(`line ${instruction.line}: ${op} is not known to the check`);
    if (op.endsWith(".const")) return void state.stack.push({ secret: false, constant: Number(args[0]) });
    if (isLoad(op)) return this.#load(state, instruction);
    if (isStore(op)) return this.#store(state, instruction);
    return this.#compute(state, instruction);
  }

  #local(/** @type {State} */ state, /** @type {Instruction} */ { op, args, line }) {
    const index = Number(String(args[0]).slice(1));
    if (!(index < state.locals.length)) throw new Error(`${this.#function.name}: no local ${index}`);
    if (op === "local.get") state.stack.push({ secret: Boolean(state.locals[index]), constant: null });
    else {
      const value = this.#pop(state);
      this.#mustNotPointToPublic(value, op, line);
      state.locals[index] = value.secret;
      if (op === "local.tee") state.stack.push({ ...value, constant: null });
    }
  }

  #global(/** @type {State} */ state, /** @type {string} */ op, /** @type {string} */ name) {
    if (op === "global.get") state.stack.push({ secret: this.#knowledge.hasSecretGlobal(name), constant: null });
    else if (this.#pop(state).secret) this.#knowledge.secretGlobal(name);
  }

  #call(/** @type {State} */ state, /** @type {Instruction} */ { args, line }) {
    const callee = this.#module.functions.get(String(args[0]));
    if (!callee) throw new Error(`line ${line}: ${args[0]} is not a function of the module`);
    const passed = state.stack.splice(state.stack.length - callee.params);
    for (const value of passed) this.#mustNotPointToPublic(value, "call", line);
    this.#knowledge.passes(callee, passed);
    const secret = this.#knowledge.hasSecretResult(callee.name);
    for (let i = 0; i < callee.results; i++) state.stack.push({ secret, constant: null });
  }

  #select(/** @type {State} */ state, /** @type {Instruction} */ instruction) {
    this.#mustBePublic(this.#pop(state), instruction, "a secret decides a select");
    const [b, a] = [this.#pop(state), this.#pop(state)];
    state.stack.push({ secret: a.secret || b.secret, constant: null });
  }

  #load(/** @type {State} */ state, /** @type {Instruction} */ instruction) {
    if (/_lane$/.test(instruction.op))
      throw new Error(`line ${instruction.line}: lane loads are not known to the check`);
    this.#mustBePublic(this.#pop(state), instruction, "a secret is part of an address");
    state.stack.push({ secret: !this.#isPublic(offsetOf(instruction)), constant: null });
  }

  #store(/** @type {State} */ state, /** @type {Instruction} */ instruction) {
    const [value, address] = [this.#pop(state), this.#pop(state)];
    this.#mustBePublic(address, instruction, "a secret is part of an address");
    const offset = offsetOf(instruction);
    const intoPublic =
      this.#isPublic(offset) || (address.constant !== null && this.#isPublic(address.constant + offset));
    if (intoPublic && value.secret) this.#found(instruction, "declared public");
  }

  #bulk(/** @type {State} */ state, /** @type {Instruction} */ instruction) {
    if (instruction.op === "memory.size") return void state.stack.push(clear);
    if (instruction.op !== "memory.copy" && instruction.op !== "memory.fill")
      throw new Error(`line ${instruction.line}: ${instruction.op} is not known to the check`);
    const [length, source, target] = [this.#pop(state), this.#pop(state), this.#pop(state)];
    this.#mustBePublic(length, instruction, "a secret decides a length");
    this.#mustBePublic(target, instruction, "a secret is part of an address");
    const copies = instruction.op === "memory.copy";
    if (copies) this.#mustBePublic(source, instruction, "a secret is part of an address");
    const intoPublic = target.constant !== null && this.#isPublic(target.constant);
    if (intoPublic && (copies || source.secret)) this.#found(instruction, "declared public");
  }

  #compute(/** @type {State} */ state, /** @type {Instruction} */ instruction) {
    const count = instruction.op === "v128.bitselect" ? 3 : isUnary(instruction.op) ? 1 : 2;
    const operands = Array.from({ length: count }, () => this.#pop(state));
    for (const operand of operands) {
      if (isDivision(instruction.op)) this.#mustBePublic(operand, instruction, "a secret is divided or divides");
      this.#mustNotPointToPublic(operand, instruction.op, instruction.line);
    }
    state.stack.push({ secret: operands.some(({ secret }) => secret), constant: null });
  }

  #pop(/** @type {State} */ state) {
    const value = state.stack.pop();
    if (!value) throw new Error(`${this.#function.name}: the stack is empty`);
    return value;
  }

  #isPublic = (/** @type {number} */ address) => address >= this.#publicRange.start && address < this.#publicRange.end;

  #mustBePublic(/** @type {Value} */ value, /** @type {Instruction} */ instruction, /** @type {string} */ what) {
    if (value.secret) this.#found(instruction, what);
  }

  #mustNotPointToPublic(/** @type {Value} */ value, /** @type {string} */ op, /** @type {number} */ line) {
    if (value.constant !== null && this.#isPublic(value.constant))
      this.#found({ op, args: [], line }, "an address of public memory is handed on");
  }

  #found(/** @type {Instruction} */ { op, line }, /** @type {string} */ what) {
    this.#report({ function: this.#function.name, line, op, what });
  }
}

const offsetOf = (/** @type {Instruction} */ { args }) =>
  Number(args.find((arg) => arg.startsWith("offset="))?.slice(7) ?? 0);

/**
 * All findings of a module, in the order of its lines.
 * @param {WatModule} module
 * @param {Range} publicRange
 * @returns {Finding[]}
 */
export function followSecrets(module, publicRange) {
  const knowledge = new Knowledge();
  /** @type {Map<string, Finding>} */
  const findings = new Map();
  const report = (/** @type {Finding} */ finding) => findings.set(`${finding.line} ${finding.what}`, finding);
  do {
    knowledge.changed = false;
    for (const subject of module.functions.values()) {
      new Walk({ module, knowledge, publicRange, report }, subject).run();
    }
  } while (knowledge.changed);
  return [...findings.values()].sort((a, b) => a.line - b.line);
}
