import { crc32, deflateSync } from "node:zlib";
import { pdfFile } from "../portal/contract-pdf.ts";

/** Files as people attach them, made up here so that nobody needs a program for it. */

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
};

/** A PNG of that size, red on its left half and blue on its right. */
export function redAndBlue(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const row = Buffer.alloc(1 + width * 3);
  for (let x = 0; x < width; x++) row.set(x < width / 2 ? [255, 0, 0] : [0, 0, 255], 1 + x * 3);
  const rows = Buffer.concat(Array.from({ length: height }, () => row));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A PDF whose page has a black square from (100, 500) to (300, 700), as a picture in JBIG2 like scanners make them. */
export function scannedSquare(): Uint8Array<ArrayBuffer> {
  // ITU-T T.88 7.2 and 7.4.8: one segment, a page of 8 by 8 pixels that are black unless something is drawn on them.
  const page = ["00000000", "30", "00", "01", "00000013", "00000008", "00000008", "00000000", "00000000", "04", "0000"];
  const hex = `${page.join("")}>`;
  const content = "q 200 0 0 200 100 500 cm /Square Do Q";
  return pdfFile([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /Square 5 0 R >> >> >>",
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    `<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter [/ASCIIHexDecode /JBIG2Decode] /Length ${hex.length} >>\nstream\n${hex}\nendstream`,
  ]);
}
