import { utf8 } from "../../../shared/base/index.ts";

const longestBytes = 200;
// Controls, what draws nothing (bidi, zero width), separators and private use do not belong in a file name.
const unseen = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Co}\p{Cs}\u2800]/gu;
const forbidden = /[<>:"/\\|?*%~]/g;
// Names that mean a device on Windows, with any extension.
const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

function shorten(name: string): string {
  if (utf8(name).length <= longestBytes) return name;
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : "";
  const stem = Array.from(extension === "" ? name : name.slice(0, dot));
  while (utf8(stem.join("") + extension).length > longestBytes) stem.pop();
  return stem.join("") + extension;
}

/**
 * A name a file can be saved under on any system: no path, no reordering or invisible characters, no device name,
 * not hidden, at most 200 bytes; the extension a person would see is the one the system uses. Never empty.
 */
export function safeDownloadName(name: string): string {
  const base = name.normalize("NFC").split(/[/\\]/).pop() ?? "";
  const clean = base
    .replace(unseen, "")
    .replace(forbidden, "_")
    .replace(/\p{Zs}+/gu, " ")
    .replace(/^[. ]+|[. ]+$/g, "");
  const usable = /[\p{L}\p{N}]/u.test(clean) ? clean : `attachment${clean.startsWith("_") ? "" : clean}`;
  return shorten(device.test(usable) ? `_${usable}` : usable);
}
