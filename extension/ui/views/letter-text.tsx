import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { markdownFormat } from "../../../shared/letter/index.ts";
import { Markdown } from "../parts/markdown.tsx";
import { SafeText } from "../parts/safe.tsx";
import { parseMarkdown } from "../safe/markdown.ts";
import { useUi } from "../state/context.ts";

interface LetterTextProps {
  readonly text: string;
  readonly format: string | null;
}

/** The text of a letter as its writer laid it out, or as it is written. A format that is not known is shown as plain text. */
export function LetterText({ text, format }: LetterTextProps): JSX.Element {
  return format === markdownFormat ? <FormattedText text={text} /> : <SafeText text={text} links="https" />;
}

function FormattedText({ text }: { readonly text: string }): JSX.Element {
  const { t } = useUi();
  const [raw, setRaw] = useState(false);
  const blocks = useMemo(() => parseMarkdown(text, () => performance.now()), [text]);
  if (blocks === null) {
    return (
      <>
        <p class="hint">{t("markdown.too_much")}</p>
        <SafeText text={text} links="https" />
      </>
    );
  }
  return (
    <div data-testid="formatted" data-raw={raw}>
      {raw ? <SafeText text={text} links="https" /> : <Markdown blocks={blocks} />}
      <button type="button" class="button" onClick={() => setRaw(!raw)} data-testid="raw-text">
        {t(raw ? "markdown.show_formatted" : "markdown.show_raw")}
      </button>
    </div>
  );
}
