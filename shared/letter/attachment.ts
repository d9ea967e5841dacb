import * as v from "valibot";
import { type MxcUri, parseMxcUri, withoutAnyHidden } from "../base/index.ts";

/** One media object that holds a stretch of an attachment's ciphertext. */
export interface AttachmentPart {
  readonly mxc: MxcUri;
  readonly sizeBytes: number;
}

/** A file that goes with a letter: its description, its key and where its ciphertext lies. */
export interface Attachment {
  /** As the sender named it; show and save it only through `safeFileName`. */
  readonly name: string;
  /** Media type the sender claims. */
  readonly type: string;
  readonly sizeBytes: number;
  /** SHA-256 of the plaintext, base64url. */
  readonly sha256: string;
  /** AES-256 key of the file stream, base64url. */
  readonly key: string;
  readonly parts: readonly AttachmentPart[];
}

/** One media object holds at most 8 MiB: whoever fetches it reserves that much and no more. */
const largestPartBytes = 8_388_608;
/** The most that the files of a letter may hold together. */
export const attachmentBytes = 200 * 1024 * 1024;

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(attachmentBytes));
const base64url32 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));

/** Schema of an attachment inside a letter. */
export const attachmentSchema = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
  type: v.pipe(v.string(), v.maxLength(127)),
  sizeBytes: size,
  sha256: base64url32,
  key: base64url32,
  parts: v.pipe(
    v.array(
      v.strictObject({
        mxc: v.custom<MxcUri>((value) => parseMxcUri(value) !== null),
        sizeBytes: v.pipe(size, v.maxValue(largestPartBytes)),
      }),
    ),
    v.minLength(1),
    v.maxLength(1000),
  ),
});

// Windows refuses these names whatever their extension (CON, NUL, ...).
const reservedName = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;
const longestName = 120;

/**
 * A name under which a file can be saved: no path, no hidden or reversing characters, no reserved name, at most
 * 120 characters with its extension kept. Never empty.
 */
export function safeFileName(name: string): string {
  // Nothing that reverses or hides text: "invoice<RLO>fdp.exe" must not read as a PDF.
  const flat = withoutAnyHidden(name)
    .normalize("NFC")
    .replace(/[/\\:*?"<>|]/g, "_")
    .replace(/^[.\s]+|[.\s]+$/g, "");
  const dot = flat.lastIndexOf(".");
  const extension = dot > 0 && flat.length - dot <= 16 ? flat.slice(dot) : "";
  const stem = [...flat.slice(0, flat.length - extension.length)].slice(0, longestName - extension.length).join("");
  const safe = `${stem}${extension}`;
  if (safe === "") return "file";
  return reservedName.test(safe) ? `_${safe}` : safe;
}

// What a desktop runs, or opens in a browser with its own origin, on a double click.
const dangerousExtensions = new Set(
  `exe com bat cmd scr pif msi msp msix appx cpl jar js jse vbs vbe wsf wsh ps1 psm1 hta lnk url reg scf inf chm sh command
   app pkg dmg deb rpm appimage desktop html htm xhtml xht shtml mht mhtml svg svgz xml xsl docm xlsm pptm dotm xltm potm ppsm ppam
   sldm xlam xlsb xll dll ocx sys vb ws wsc sct msc mst jnlp application appinstaller gadget website webloc workflow
   settingcontent-ms search-ms library-ms iso img vhd vhdx apk`.split(/\s+/),
);

/** Whether opening a file of this name can run code on the person's computer. */
export function isDangerousFile(name: string): boolean {
  const extension = safeFileName(name).split(".").at(-1)?.toLowerCase() ?? "";
  return dangerousExtensions.has(extension);
}
