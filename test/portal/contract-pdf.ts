/** A small PDF file, made up here so that nobody needs a PDF program: the town's building contract. */

const page = (lines: readonly string[]): string =>
  ["BT /F1 14 Tf 72 760 Td 22 TL", ...lines.map((line) => `(${line.replace(/[\\()]/g, "\\$&")}) Tj T*`), "ET"].join(
    "\n",
  );

const pages = (about: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) =>
    page(
      index === 0
        ? ["Stadt Musterlingen - Bauamt", "", "Erschliessungsvertrag", about, "", `Seite 1 von ${count}`]
        : [
            "Die Stadt stellt die Strasse bis zum 31.12.2027 her.",
            "Die Kosten tragen beide je zur Haelfte.",
            "",
            `Seite ${index + 1} von ${count}`,
          ],
    ),
  );

/** A PDF file of these objects, numbered from 1, of which the first is the catalogue; `comment` makes it as large as wanted. ASCII only. */
export function pdfFile(objects: readonly string[], comment = ""): Uint8Array<ArrayBuffer> {
  let text = `%PDF-1.7\n%${comment}\n`;
  const offsets = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  const end = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return new TextEncoder().encode(`${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}${end}`);
}

/** The file's bytes; `about` stands on the first of `count` pages, `comment` is not seen. ASCII only. */
export function contractPdf(about: string, comment = "", count = 2): Uint8Array<ArrayBuffer> {
  const contents = pages(about, count);
  const kids = contents.map((_, index) => `${4 + index * 2} 0 R`).join(" ");
  return pdfFile(
    [
      "<< /Type /Catalog /Pages 2 0 R >>",
      `<< /Type /Pages /Kids [${kids}] /Count ${contents.length} >>`,
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
      ...contents.flatMap((content, index) => [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + index * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ]),
    ],
    comment,
  );
}
