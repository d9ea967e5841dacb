const magic = Buffer.from("mozLz40\0", "latin1");

/** What a file holds that Firefox wrote compressed (session, telemetry); any other file as it is. */
export const unpackMozLz4 = (file: Buffer): Buffer =>
  file.subarray(0, magic.length).equals(magic) ? unpackBlock(file.subarray(magic.length + 4)) : file;

/** One block of LZ4 (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md). */
function unpackBlock(block: Buffer): Buffer {
  const bytes: number[] = [];
  let at = 0;
  const next = (): number => block[at++] ?? 0;
  const lengthFrom = (start: number): number => {
    let length = start;
    if (start === 15)
      for (let more = 255; more === 255; ) {
        more = next();
        length += more;
      }
    return length;
  };
  while (at < block.length) {
    const token = next();
    for (let left = lengthFrom(token >> 4); left > 0; left--) bytes.push(next());
    if (at >= block.length) break;
    const back = next() | (next() << 8);
    for (let left = lengthFrom(token & 15) + 4; left > 0; left--) bytes.push(bytes[bytes.length - back] ?? 0);
  }
  return Buffer.from(bytes);
}
