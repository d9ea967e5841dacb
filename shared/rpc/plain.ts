/** How much a value from a hostile side may hold. */
export interface Budget {
  /** Characters and numbers counted roughly as the bytes their JSON would take. */
  readonly bytes: number;
  readonly depth: number;
}

/** What {@link copyPlain} found. */
export type Copied = { readonly kind: "plain"; readonly value: unknown } | { readonly kind: "too_large" | "not_plain" };

class Counter {
  left: number;
  constructor(bytes: number) {
    this.left = bytes;
  }
  take(bytes: number): void {
    this.left -= bytes;
    if (this.left < 0) throw tooLarge;
  }
}

const tooLarge = Symbol("too large");
const notPlain = Symbol("not plain");

function copyArray(value: readonly unknown[], counter: Counter, depth: number): unknown[] {
  counter.take(2);
  // A sparse array of length 2^32 would be walked hole by hole: its holes count before the walk begins.
  if (value.length > counter.left) throw tooLarge;
  const copy: unknown[] = [];
  for (let i = 0; i < value.length; i++) copy.push(copyValue(value[i], counter, depth - 1));
  return copy;
}

function copyObject(value: object, counter: Counter, depth: number): object {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw notPlain;
  if (Object.prototype.toString.call(value) !== "[object Object]") throw notPlain;
  const copy: Record<string, unknown> = Object.create(null);
  counter.take(2);
  for (const key of Object.keys(value)) {
    if (key === "__proto__") throw notPlain;
    counter.take(key.length + 3);
    copy[key] = copyValue((value as Record<string, unknown>)[key], counter, depth - 1);
  }
  return copy;
}

function copyValue(value: unknown, counter: Counter, depth: number): unknown {
  counter.take(1);
  switch (typeof value) {
    case "string":
      counter.take(value.length + 1);
      return value;
    case "number":
      if (!Number.isFinite(value)) throw notPlain;
      return value;
    case "boolean":
    case "undefined":
      return value;
    case "object":
      if (value === null) return null;
      // A cycle has no end, so it runs out of depth like anything else that is too deep.
      if (depth === 0) throw notPlain;
      return Array.isArray(value) ? copyArray(value, counter, depth) : copyObject(value, counter, depth);
    default:
      throw notPlain;
  }
}

/**
 * A copy of a value that holds nothing but JSON kinds, its objects without a prototype. Refuses cycles, class instances,
 * maps, binary data, `__proto__` keys and whatever is over the budget, without walking further than the budget. Never throws.
 */
export function copyPlain(value: unknown, budget: Budget): Copied {
  try {
    return { kind: "plain", value: copyValue(value, new Counter(budget.bytes), budget.depth) };
  } catch (error) {
    // A throwing getter is as little plain data as a function is.
    return { kind: error === tooLarge ? "too_large" : "not_plain" };
  }
}
