import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type ErrorCode, errorCodeOf } from "../../../shared/base/index.ts";
import type { AgenciesAnswer, AreaView } from "../../../shared/protocol/index.ts";
import { Combobox } from "../parts/combobox.tsx";
import { Notice } from "../parts/notice.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { Suggested } from "../parts/suggested.tsx";
import { visibleLine } from "../safe/visible.ts";
import { useUi } from "../state/context.ts";
import { useSuggestions } from "../state/suggestions.ts";

interface Service {
  readonly leikaKey: string;
  readonly name: string;
}

interface Chosen<T> {
  readonly text: string;
  readonly value: T | null;
}

const nothingChosen = { text: "", value: null } as const;

function ServiceField({
  chosen,
  put,
}: {
  readonly chosen: Chosen<Service>;
  readonly put: (chosen: Chosen<Service>) => void;
}): JSX.Element {
  const { panel, t } = useUi();
  const suggestions = useSuggestions<Service>(chosen.value === null ? chosen.text : null, async (text, signal) => {
    const answer = await panel.call("directory.services", { text }, { signal });
    return answer.kind === "found" ? { kind: "found", options: answer.services, notSigned: 0 } : answer;
  });
  const options = suggestions.kind === "found" ? suggestions.options : [];
  return (
    <Combobox
      label={t("suggest.service")}
      hint={t("suggest.service_hint")}
      value={chosen.text}
      choices={options.map((value) => ({ value, title: value.name, detail: value.leikaKey }))}
      onInput={(text) => put({ text, value: null })}
      choose={(value) => put({ text: value.name, value })}
      testId="find-service"
    >
      <Suggested suggestions={suggestions} nothing={t("suggest.no_service")} />
    </Combobox>
  );
}

function AreaField({
  chosen,
  put,
}: {
  readonly chosen: Chosen<AreaView>;
  readonly put: (chosen: Chosen<AreaView>) => void;
}): JSX.Element {
  const { panel, t } = useUi();
  const suggestions = useSuggestions<AreaView>(chosen.value === null ? chosen.text : null, async (text, signal) => {
    const answer = await panel.call("directory.areas", { text }, { signal });
    return answer.kind === "found" ? { kind: "found", options: answer.areas, notSigned: 0 } : answer;
  });
  const options = suggestions.kind === "found" ? suggestions.options : [];
  return (
    <Combobox
      label={t("suggest.area")}
      hint={t("suggest.area_hint")}
      value={chosen.text}
      choices={options.map((value) => ({ value, title: value.name, detail: value.type }))}
      onInput={(text) => put({ text, value: null })}
      choose={(value) => put({ text: value.name, value })}
      testId="find-area"
    >
      <Suggested suggestions={suggestions} nothing={t("suggest.no_area")} />
    </Combobox>
  );
}

type Answer = AgenciesAnswer | { readonly kind: "asking" } | { readonly kind: "failed"; readonly code: ErrorCode };

/** Who is responsible, once service and place are chosen. */
function useResponsible(service: Service | null, area: AreaView | null): Answer | null {
  const { panel } = useUi();
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    if (service === null || area === null) return setAnswer(null);
    setAnswer({ kind: "asking" });
    const controller = new AbortController();
    const { signal } = controller;
    const { id, ars } = area;
    panel.call("directory.responsible", { service: service.leikaKey, area: { id, ars } }, { signal }).then(
      (found) => !signal.aborted && setAnswer(found),
      (error: unknown) => !signal.aborted && setAnswer({ kind: "failed", code: errorCodeOf(error) }),
    );
    return () => controller.abort();
  }, [service, area]);
  return answer;
}

function Agencies({ answer, take }: { readonly answer: Answer; readonly take: (domain: string) => void }): JSX.Element {
  const { t } = useUi();
  if (answer.kind === "asking") return <p class="hint">{t("suggest.searching")}</p>;
  if (answer.kind === "failed") return <Notice tone="warning">{<p>{t(`error.${answer.code}`)}</p>}</Notice>;
  if (answer.kind !== "found")
    return (
      <Notice tone="warning">
        <p>{t(answer.kind === "none" ? "directory.no_source" : `suggest.${answer.kind}`)}</p>
      </Notice>
    );
  return (
    <>
      {answer.agencies.length > 0 && <p>{t("suggest.responsible")}</p>}
      <ul class="items">
        {answer.agencies.map(({ name, domain }) => (
          <li class="item" key={domain} data-testid="responsible">
            <div class="item-text">
              <q>
                <SafeLine text={name} />
              </q>
              <span class="hint">
                <SafeLine text={domain} />
              </span>
            </div>
            <button type="button" class="button" onClick={() => take(domain)} data-testid="take-agency">
              {t("suggest.take", { name: visibleLine(name) })}
            </button>
          </li>
        ))}
      </ul>
      {answer.agencies.length === 0 && answer.notSigned === 0 && <p data-testid="nobody">{t("suggest.nobody")}</p>}
      {answer.notSigned > 0 && (
        <Notice tone="danger" testId="not-signed">
          <p>{t("suggest.not_signed", { count: answer.notSigned })}</p>
        </Notice>
      )}
    </>
  );
}

/** From a service and a place to the agency that the directory calls responsible. */
export function FindResponsible({ take }: { readonly take: (domain: string) => void }): JSX.Element {
  const { t } = useUi();
  const [service, setService] = useState<Chosen<Service>>(nothingChosen);
  const [area, setArea] = useState<Chosen<AreaView>>(nothingChosen);
  const answer = useResponsible(service.value, area.value);
  return (
    <details class="find-responsible" data-testid="find-responsible">
      <summary>{t("suggest.by_service")}</summary>
      <div class="plain">
        <ServiceField chosen={service} put={setService} />
        <AreaField chosen={area} put={setArea} />
        <div aria-live="polite">{answer !== null && <Agencies answer={answer} take={take} />}</div>
      </div>
    </details>
  );
}
