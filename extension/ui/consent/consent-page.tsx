import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Loading, RemoteView } from "../parts/remote.tsx";
import { useUi } from "../state/context.ts";
import { CueContext, useCue } from "../state/cue.ts";
import { changes } from "../state/events.ts";
import { useRemote } from "../state/remote.ts";
import { useLock } from "../state/way.ts";
import { Question } from "./question.tsx";
import { requestIn } from "./request.ts";
import { UnlockFor } from "./unlock-for.tsx";

function NothingAsked(): JSX.Element {
  const { t } = useUi();
  return (
    <main class="consent" data-testid="nothing-asked">
      <h1>{t("consent.nothing_title")}</h1>
      <p>{t("consent.nothing_text")}</p>
      <button type="button" class="button" onClick={() => close()}>
        {t("action.close")}
      </button>
    </main>
  );
}

function Asked({ request, go }: { readonly request: string; readonly go: (next: string | null) => void }): JSX.Element {
  const { panel } = useUi();
  const lock = useLock();
  const locked = lock.state.kind === "ready" && lock.state.value.state === "locked";
  const question = useRemote({
    key: request,
    load: (signal) => panel.call("consent.read", { request }, { signal }),
    concerns: changes("consent"),
  });
  const cue = useCue();
  // A sign that came later would push the question away from under the eyes that read it.
  if (cue.state.kind === "loading" || lock.state.kind === "loading") return <Loading />;
  return (
    <CueContext.Provider value={cue}>
      <RemoteView of={question}>
        {(view) => {
          if (view === null) return <NothingAsked />;
          if (view.kind === "unlock" || locked) return <UnlockFor view={view} />;
          return <Question key={view.digest} view={view} decided={go} />;
        }}
      </RemoteView>
    </CueContext.Provider>
  );
}

/** The window in which a person lets a page do something, or does not. Nowhere else is that decided. */
export function ConsentPage(): JSX.Element {
  const { t } = useUi();
  const [request, setRequest] = useState(() => requestIn(location.href));
  useEffect(() => {
    document.title = t("title.consent");
  }, [t]);
  const go = (next: string | null) => {
    setRequest(next);
    if (next === null) close();
  };
  return request === null ? <NothingAsked /> : <Asked key={request} request={request} go={go} />;
}
