/** Node's own name for the function that says how a value is printed. */
const printing = Symbol.for("nodejs.util.inspect.custom");

/**
 * Gives a value that holds secrets a label: whoever prints it, or an error or object it hangs on, in Node sees the label and
 * nothing of what is in it. Copies made by spreading have none. JSON still holds everything, for that is how it is stored.
 */
export function labelled<T extends object>(value: T, label: string): T {
  return Object.defineProperty(value, printing, { value: () => `[${label}]`, enumerable: false, configurable: true });
}
