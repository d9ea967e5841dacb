import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import encodeQR from "qr";

/** Light modules around a QR code, which readers need to find it. */
const quiet = 4;

/** A QR code, black on white whatever the theme: cameras want it so. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  const modules = useMemo(() => encodeQR(text, "raw", { border: quiet, ecc: "medium" }), [text]);
  const path = modules
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")))
    .filter((step) => step !== "")
    .join("");
  return (
    <svg
      class="qr-code"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${modules.length} ${modules.length}`}
      shape-rendering="crispEdges"
      data-testid="qr-code"
    >
      <rect width={modules.length} height={modules.length} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
