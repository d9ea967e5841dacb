import type { JSX } from "preact";
import { parseUserId } from "../../../shared/base/index.ts";
import { Combobox } from "../parts/combobox.tsx";
import { Notice } from "../parts/notice.tsx";
import { PartyCard } from "../parts/party.tsx";
import { Suggested } from "../parts/suggested.tsx";
import { visibleLine } from "../safe/visible.ts";
import { useUi } from "../state/context.ts";
import type { Recipient } from "../state/recipient.ts";
import { useSources, useSuggestions } from "../state/suggestions.ts";
import { AcceptIdentity } from "./accept-identity.tsx";
import { FindResponsible } from "./find-responsible.tsx";

interface FoundProps {
  readonly typed: string;
  readonly recipient: Recipient;
}

function Found({ typed, recipient }: FoundProps): JSX.Element | null {
  const { t } = useUi();
  switch (recipient.kind) {
    case "empty":
    case "incomplete":
      return null;
    case "searching":
      // As high as the answer: what stands below has its place before anybody goes there.
      return (
        <div class="party-card">
          <div class="party-head">
            <p class="hint">{t("recipient.searching")}</p>
          </div>
          {parseUserId(typed) === null && (
            <span class="hint domain-word to-come" aria-hidden="true">
              {t("trust.domain_named", { domain: visibleLine(typed) })} <q>&nbsp;</q>
            </span>
          )}
          <span class="buttons buttons-to-come" />
        </div>
      );
    case "found":
      return (
        <PartyCard party={recipient.party}>
          <AcceptIdentity party={recipient.party} />
        </PartyCard>
      );
    case "unknown":
      return <Notice tone="warning">{<p>{t("recipient.unknown")}</p>}</Notice>;
    case "failed":
      return <Notice tone="warning">{<p>{t(`error.${recipient.code}`)}</p>}</Notice>;
  }
}

interface RecipientFieldProps {
  readonly value: string;
  readonly recipient: Recipient;
  readonly problem: string | null;
  readonly onInput: (value: string) => void;
}

/** What begins like an address is nobody's name: a directory is not asked for it. */
const isName = (text: string): boolean => !text.trim().startsWith("@");

/**
 * Who the letter goes to, and what is known about them. Where a directory is set, it suggests agencies by name while the person
 * types; taking one enters its domain, whose own word then counts.
 */
export function RecipientField({ value, recipient, problem, onInput }: RecipientFieldProps): JSX.Element {
  const { panel, t } = useUi();
  const sources = useSources();
  const hasDirectory = sources.state.kind === "ready" && sources.state.value.directory !== null;
  const asked = hasDirectory && recipient.kind === "incomplete" && isName(value) ? value : null;
  const suggestions = useSuggestions<{ name: string; domain: string }>(asked, async (text, signal) => {
    const answer = await panel.call("directory.byName", { text }, { signal });
    return answer.kind === "found" ? { ...answer, options: answer.agencies } : answer;
  });
  const options = suggestions.kind === "found" ? suggestions.options : [];
  return (
    <>
      <Combobox
        label={t("compose.to")}
        hint={t(hasDirectory ? "compose.to_hint_directory" : "compose.to_hint")}
        value={value}
        problem={problem}
        choices={options.map(({ name, domain }) => ({ value: domain, title: name, detail: domain }))}
        onInput={onInput}
        choose={onInput}
        testId="compose-to"
      >
        <Suggested suggestions={suggestions} nothing={t("suggest.nothing")} />
        <div aria-live="polite" data-testid="recipient" data-state={recipient.kind}>
          <Found typed={value.trim()} recipient={recipient} />
        </div>
      </Combobox>
      {hasDirectory && <FindResponsible take={onInput} />}
    </>
  );
}
