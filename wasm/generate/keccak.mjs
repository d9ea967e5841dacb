/** Keccak-f[1600] (FIPS 202 section 3): the 25 lanes in locals, one round per turn of the loop. */
import { range } from "./numbers.mjs";

/** Rotation offsets and positions of rho and pi: lane x + 5y goes to y + 5(2x + 3y). */
function rotations() {
  const offsets = Array(25).fill(0);
  let [x, y] = [1, 0];
  for (const t of range(24)) {
    offsets[x + 5 * y] = (((t + 1) * (t + 2)) / 2) % 64;
    [x, y] = [y, (2 * x + 3 * y) % 5];
  }
  return offsets;
}

/** Round constants from the shift register of FIPS 202 section 3.2.5. */
function roundConstants() {
  let register = 1;
  const nextBit = () => {
    const bit = register & 1;
    register <<= 1;
    if (register & 0x100) register ^= 0x171;
    return bit;
  };
  return range(24).map(() => {
    let constant = 0n;
    for (const j of range(7)) if (nextBit()) constant |= 1n << BigInt(2 ** j - 1);
    return `0x${constant.toString(16)}`;
  });
}

const offsets = rotations();
const rotate = (/** @type {string} */ lane, /** @type {number} */ by) =>
  by === 0 ? lane : `rotl<u64>(${lane}, ${by})`;

function round() {
  const theta = [
    ...range(5).map(
      (x) =>
        `c${x} = ${range(5)
          .map((y) => `a${x + 5 * y}`)
          .join(" ^ ")};`,
    ),
    ...range(5).map((x) => `d${x} = c${(x + 4) % 5} ^ rotl<u64>(c${(x + 1) % 5}, 1);`),
  ];
  const rhoPi = range(25).map((i) => {
    const [x, y] = [i % 5, Math.floor(i / 5)];
    return `const b${y + 5 * ((2 * x + 3 * y) % 5)} = ${rotate(`(a${i} ^ d${x})`, offsets[i])};`;
  });
  const chi = range(25).map((i) => {
    const row = 5 * Math.floor(i / 5);
    return `a${i} = b${i} ^ (~b${row + ((i + 1) % 5)} & b${row + ((i + 2) % 5)});`;
  });
  return [...theta, ...rhoPi, ...chi, "a0 ^= load<u64>(constant);"];
}

/** The generated file. */
export function keccakSource() {
  return `import { KECCAK } from "./memory";

const CONSTANTS: usize = memory.data<u64>([${roundConstants().join(", ")}]);

/** Permutes the 200-byte state at KECCAK. */
export function keccakPermute(): void {
  let c0: u64, c1: u64, c2: u64, c3: u64, c4: u64, d0: u64, d1: u64, d2: u64, d3: u64, d4: u64;
  ${range(25)
    .map((i) => `let a${i} = load<u64>(KECCAK, ${8 * i});`)
    .join("\n  ")}
  for (let constant = CONSTANTS; constant < CONSTANTS + 192; constant += 8) {
    ${round().join("\n    ")}
  }
  ${range(25)
    .map((i) => `store<u64>(KECCAK, a${i}, ${8 * i});`)
    .join("\n  ")}
}`;
}
