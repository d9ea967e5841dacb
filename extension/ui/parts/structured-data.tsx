import type { JSX } from "preact";
import { useUi } from "../state/context.ts";
import { SafeLine, SafeText } from "./safe.tsx";

interface StructuredDataProps {
  readonly data: { readonly schema: string; readonly json: unknown };
}

/** Data of a form as it is; nothing of an unknown kind is hidden. */
export function StructuredData({ data }: StructuredDataProps): JSX.Element {
  const { t } = useUi();
  return (
    <div class="data" data-testid="data">
      <p>
        {t("letter.data")} <SafeLine text={data.schema} />
      </p>
      <SafeText text={JSON.stringify(data.json, null, 2) ?? ""} links="none" />
    </div>
  );
}
