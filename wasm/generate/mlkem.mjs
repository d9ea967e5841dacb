/** Constants of ML-KEM's number theoretic transform (FIPS 203 section 4.3), computed from their definition. */
import { range } from "./numbers.mjs";

const q = 3329;
const root = 17;

/** x reversed in seven bits. */
const reverse7 = (/** @type {number} */ x) => range(7).reduce((r, i) => r | (((x >> i) & 1) << (6 - i)), 0);

function power(/** @type {number} */ exponent) {
  let result = 1;
  for (let i = 0; i < exponent; i++) result = (result * root) % q;
  return result;
}

/** The representative of x mod q nearest to 0, which Barrett multiplication wants. */
const centered = (/** @type {number} */ x) => (x > q / 2 ? x - q : x);

/** round(b 2^15 / q): the companion of a constant factor b. */
const companion = (/** @type {number} */ b) => Math.round((b * 32768) / q);

/** The generated file. */
export function mlkemSource() {
  const zetas = range(128).map((i) => centered(power(reverse7(i))));
  const words = (/** @type {number[]} */ numbers) => `memory.data<i16>([${numbers.join(", ")}])`;
  const toMontgomery = centered(65536 % q);
  // Montgomery products lose a factor 2^16, the inverse transform owes 1/128: 2^16 / 128 = 2^9.
  const fromTransform = centered(512 % q);
  return `
/** Powers of 17 in bit-reversed order, and their companions round(zeta 2^15 / q). */
export const ZETAS: usize = ${words(zetas)};
export const ZETA_COMPANIONS: usize = ${words(zetas.map(companion))};
export const TO_MONTGOMERY: i16 = ${toMontgomery};
export const TO_MONTGOMERY_COMPANION: i16 = ${companion(toMontgomery)};
export const FROM_TRANSFORM: i16 = ${fromTransform};
export const FROM_TRANSFORM_COMPANION: i16 = ${companion(fromTransform)};`;
}
