import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import type { LockView } from "../../../shared/protocol/index.ts";
import { Loading } from "../parts/remote.tsx";
import { WayFields } from "../parts/way-fields.tsx";
import { WithLock } from "../parts/with-lock.tsx";
import { useUi } from "../state/context.ts";
import { useRemote } from "../state/remote.ts";
import { useWayForm } from "../state/way.ts";
import { type LoadedDocument, loadedDocument } from "../viewer/document-content.tsx";
import { Asker } from "./asker.tsx";
import { Decide } from "./decide.tsx";
import { readDocument } from "./document-view.tsx";
import { SignRequest, SignSummary } from "./sign-request.tsx";
import { cannotSign, type SignView, signsByCertificate } from "./signing.tsx";

interface SignQuestionProps {
  readonly view: SignView;
  readonly decided: (next: string | null) => void;
}

interface SigningProps extends SignQuestionProps {
  readonly lock: LockView;
  readonly first: LoadedDocument | null;
}

function Signing({ view, decided, lock, first }: SigningProps): JSX.Element {
  const { panel, t } = useUi();
  const title = useRef<HTMLHeadingElement>(null);
  const form = useWayForm(lock);
  const approve = async () => {
    const { request, digest } = view;
    const way = signsByCertificate(view) ? await form.take() : null;
    if (way === "missing") return "missing";
    return (await panel.call("consent.decide", { request, decision: "approve", digest, way })).next;
  };
  return (
    <div class="question" data-testid="question" data-kind={view.kind}>
      <main class="consent">
        <Asker view={view} title={title} />
        <SignRequest view={view} first={first} />
        {signsByCertificate(view) && <WayFields form={form} />}
      </main>
      <Decide
        view={view}
        decided={decided}
        title={title}
        approve={approve}
        label={cannotSign(view) ? t("signing.cannot_approve") : null}
      >
        <SignSummary view={view} />
      </Decide>
    </div>
  );
}

// Read in a moment; nobody waits for more before the question itself is there.
const mostReadFirstBytes = 1 << 20;

interface WithFirstProps {
  readonly view: SignView;
  readonly children: (first: LoadedDocument | null) => ComponentChildren;
}

/** A single document is read before the question is shown: afterwards it would push the rest away. */
function WithFirst({ view, children }: WithFirstProps): JSX.Element {
  const { panel } = useUi();
  const first = useRemote({
    key: view.digest,
    load: async () => {
      const [document] = view.documents;
      if (document === undefined || view.documents.length > 1 || document.sizeBytes > mostReadFirstBytes) return null;
      return loadedDocument(await readDocument(panel, view.request, 0), document);
    },
    concerns: () => false,
  });
  if (first.state.kind === "loading") return <Loading />;
  // What could not be read says so where it belongs.
  return <>{children(first.state.kind === "ready" ? first.state.value : null)}</>;
}

/** A question to sign: read, and answered with a way in where the identity key is to sign. */
export const SignQuestion = (props: SignQuestionProps): JSX.Element => (
  <WithLock>
    {(lock) => <WithFirst view={props.view}>{(first) => <Signing {...props} lock={lock} first={first} />}</WithFirst>}
  </WithLock>
);
