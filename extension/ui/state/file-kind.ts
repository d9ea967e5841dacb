/** What a file is, for people. */
export type FileKind =
  | "pdf"
  | "text"
  | "picture"
  | "document"
  | "table"
  | "slides"
  | "archive"
  | "data"
  | "audio"
  | "video";

const office = "application/vnd.openxmlformats-officedocument.";
const open = "application/vnd.oasis.opendocument.";

const kinds: Readonly<Record<string, FileKind>> = {
  "application/pdf": "pdf",
  "text/plain": "text",
  "text/markdown": "text",
  "application/rtf": "document",
  "application/msword": "document",
  [`${office}wordprocessingml.document`]: "document",
  [`${open}text`]: "document",
  "text/csv": "table",
  "application/vnd.ms-excel": "table",
  [`${office}spreadsheetml.sheet`]: "table",
  [`${open}spreadsheet`]: "table",
  "application/vnd.ms-powerpoint": "slides",
  [`${office}presentationml.presentation`]: "slides",
  [`${open}presentation`]: "slides",
  "application/zip": "archive",
  "application/json": "data",
  "application/xml": "data",
  "text/xml": "data",
};

const families: Readonly<Record<string, FileKind>> = { image: "picture", audio: "audio", video: "video" };

/** The kind that a media type names; null for one that says nothing to people, which is shown as it is. */
export function fileKind(type: string): FileKind | null {
  const [plain = ""] = type.toLowerCase().split(";");
  const known = Object.hasOwn(kinds, plain.trim()) ? kinds[plain.trim()] : undefined;
  const [family = ""] = plain.split("/");
  return known ?? (Object.hasOwn(families, family) ? families[family] : undefined) ?? null;
}
