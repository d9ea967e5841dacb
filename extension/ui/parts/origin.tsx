import type { JSX } from "preact";
import { splitOrigin } from "../safe/origin.ts";
import { SafeLine } from "./safe.tsx";

/** An origin, whole: it breaks into lines rather than being cut, and foreign letters stay `xn--`. */
export function OriginText({ origin }: { readonly origin: string }): JSX.Element {
  const parts = splitOrigin(origin);
  return (
    <span class="origin" dir="ltr" data-testid="origin">
      {parts === null ? (
        <SafeLine text={origin} />
      ) : (
        <>
          <span class="origin-scheme">{parts.scheme}</span>
          <span>{parts.subdomains}</span>
          <strong>{parts.site}</strong>
          <span>{parts.port}</span>
        </>
      )}
    </span>
  );
}
