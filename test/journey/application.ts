import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { contractPdf } from "../portal/contract-pdf.ts";

export interface AttachedFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: Buffer;
}

/** What a citizen files. */
export interface Application {
  readonly applicant: string;
  readonly plot: string;
  readonly text: string;
  readonly files: readonly AttachedFile[];
}

interface Given {
  /** Null makes up a text. */
  readonly text: string | null;
  /** Null makes up files. */
  readonly filePath: string | null;
  /** Where made-up files lie. */
  readonly dir: string;
}

const made = (): string => randomBytes(12).toString("hex");

/** An application with random words in every part, so that each part could be found wherever it leaked to. */
export const inventApplication = async ({ text, filePath, dir }: Given): Promise<Application> => ({
  applicant: `Erika Mustermann ${made()}`,
  plot: `Flurstück ${made()}`,
  text: text ?? `Guten Tag,\n\nich beantrage den Bau eines Gartenhauses, Zeichen ${made()}.\n\nMit freundlichen Grüßen`,
  files: filePath === null ? await inventFiles(dir) : [await readGiven(filePath)],
});

const readGiven = async (path: string): Promise<AttachedFile> => ({
  name: basename(path),
  path,
  bytes: await readFile(path),
});

/** As large as a scan, with an end like no other file's. */
const inventPdf = (): Buffer =>
  Buffer.concat([
    contractPdf("Gartenhaus", randomBytes(350_000).toString("hex")),
    Buffer.from(`%${made()}${made()}${made()}\n`),
  ]);

const inventFiles = async (dir: string): Promise<readonly AttachedFile[]> => {
  await mkdir(dir, { recursive: true });
  const contents: readonly (readonly [string, Buffer])[] = [
    [`Lageplan ${made()}.pdf`, inventPdf()],
    [`Begründung ${made()}.txt`, Buffer.from(`Begründung ${made()}\n`.repeat(200))],
  ];
  return Promise.all(
    contents.map(async ([name, bytes]) => {
      const path = join(dir, name);
      await writeFile(path, bytes);
      return { name, path, bytes };
    }),
  );
};

/** What must be found nowhere on the way: every part that is long enough to be no coincidence. */
export const secretsOf = (
  { applicant, plot, text, files }: Application,
  others: readonly string[],
): readonly Buffer[] =>
  [
    ...[applicant, plot, ...files.map(({ name }) => name), ...[text, ...others].flatMap((one) => one.split("\n"))].map(
      (part) => Buffer.from(part.trim()),
    ),
    ...files.map(({ bytes }) => bytes.subarray(-64)),
  ].filter(({ length }) => length >= shortestSecret);

const shortestSecret = 16;
