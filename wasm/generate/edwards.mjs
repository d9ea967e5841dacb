/** Constants of edwards25519 (RFC 8032 section 5.1), computed from their definitions. */
import { twoP } from "./field.mjs";
import { range } from "./numbers.mjs";

const p = 2n ** 255n - 19n;
/** Order of the base point. */
export const order = 2n ** 252n + 27742317777372353535851937790883648493n;

const mod = (/** @type {bigint} */ x) => ((x % p) + p) % p;

function power(/** @type {bigint} */ base, /** @type {bigint} */ exponent) {
  let result = 1n;
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b)) if (e & 1n) result = mod(result * b);
  return result;
}

const inverse = (/** @type {bigint} */ x) => power(x, p - 2n);

const d = mod(-121665n * inverse(121666n));
const rootOfMinusOne = power(2n, (p - 1n) / 4n);

/** x with the given lowest bit for y, by RFC 8032 section 5.1.3. */
function recoverX(/** @type {bigint} */ y, /** @type {bigint} */ sign) {
  const square = mod((y * y - 1n) * inverse(d * y * y + 1n));
  let x = power(square, (p + 3n) / 8n);
  if (mod(x * x) !== square) x = mod(x * rootOfMinusOne);
  return (x & 1n) === sign ? x : mod(-x);
}

const baseY = mod(4n * inverse(5n));
const baseX = recoverX(baseY, 0n);

/** Limbs of one field element. */
const limbsOf = (/** @type {bigint} */ x) =>
  range(10).map((i) => Number((x >> BigInt(Math.ceil(25.5 * i))) & BigInt(i % 2 ? 0x1ffffff : 0x3ffffff)));

/** Four field elements as the kernels want them. */
function vector(/** @type {bigint[]} */ elements) {
  const columns = elements.map(limbsOf);
  return range(10).flatMap((i) => columns.map((column) => column[i]));
}

const words = (/** @type {bigint} */ x, /** @type {number} */ count) =>
  range(count).map((i) => Number((x >> BigInt(32 * i)) & 0xffffffffn));

/** The generated file. */
export function edwardsSource() {
  const constants = {
    BASE_POINT: vector([baseX, baseY, 1n, mod(baseX * baseY)]),
    CACHING: vector([1n, 1n, mod(2n * d), 2n]),
    TWICE_D: vector([d, d, d, d]),
    TWICE_ROOT: vector([rootOfMinusOne, rootOfMinusOne, rootOfMinusOne, rootOfMinusOne]),
    // What a subtraction adds so that no limb gets negative; one more for the complement.
    TWICE_P_PLUS_1: twoP.map((limb) => limb + 1),
    ORDER: words(order, 9),
    // Barrett's reciprocal: floor(2^512 / order).
    RECIPROCAL: words(2n ** 512n / order, 9),
  };
  return Object.entries(constants)
    .map(([name, numbers]) => `export const ${name}: usize = memory.data<u32>([${numbers.join(", ")}]);`)
    .join("\n");
}
