/** Small number theory for the tables: constants are computed from their definition instead of being copied. */

/** 0, 1, ... n-1. */
export const range = (/** @type {number} */ n) => Array.from({ length: n }, (_, i) => i);

/** The first `count` primes. */
export function primes(/** @type {number} */ count) {
  /** @type {number[]} */
  const found = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

/** Largest integer whose `degree`-th power is at most n. */
export function integerRoot(/** @type {bigint} */ n, /** @type {bigint} */ degree) {
  let low = 0n;
  let high = 1n << BigInt(Math.ceil(n.toString(2).length / Number(degree)) + 1);
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** degree <= n) low = middle;
    else high = middle - 1n;
  }
  return low;
}

/** First `bits` bits of the fractional part of the `degree`-th root of the first primes, as hexadecimal literals. */
function rootFractions(/** @type {number} */ count, /** @type {number} */ bits, /** @type {bigint} */ degree) {
  return primes(count).map((p) => {
    const root = integerRoot(BigInt(p) << (degree * BigInt(bits)), degree);
    return `0x${BigInt.asUintN(bits, root).toString(16)}`;
  });
}

/** Round constants of SHA-2 (FIPS 180-4 section 4.2). */
export const cubeRootFractions = (/** @type {number} */ count, /** @type {number} */ bits) =>
  rootFractions(count, bits, 3n);

/** Initial hash values of SHA-256 and SHA-512 (FIPS 180-4 section 5.3). */
export const squareRootFractions = (/** @type {number} */ count, /** @type {number} */ bits) =>
  rootFractions(count, bits, 2n);
