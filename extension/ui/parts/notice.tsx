import type { ComponentChildren, JSX } from "preact";
import type { ErrorCode } from "../../../shared/base/index.ts";
import type { Failure } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { Icon, type IconName } from "./icon.tsx";

export type Tone = "info" | "success" | "warning" | "danger";

const icons: Readonly<Record<Tone, IconName>> = {
  info: "info",
  success: "done",
  warning: "warning",
  danger: "warning",
};

interface NoticeProps {
  readonly tone: Tone;
  readonly children: ComponentChildren;
  readonly testId?: string;
}

/** A box with something to know. It is spoken when it appears if it warns. */
export function Notice({ tone, children, testId }: NoticeProps): JSX.Element {
  const role = tone === "danger" ? "alert" : tone === "warning" ? "status" : undefined;
  return (
    <div class={`notice notice-${tone}`} role={role} data-testid={testId}>
      <Icon name={icons[tone]} />
      <div class="notice-body">{children}</div>
    </div>
  );
}

/** What went wrong and what to do, with a button to try again where that can help. */
export function FailureNotice({ failure, retry }: { readonly failure: Failure | null; readonly retry?: () => void }) {
  const { t } = useUi();
  if (failure === null) return null;
  return (
    <Notice tone="danger" testId="error">
      <p>{t(`error.${failure.code}`)}</p>
      {failure.retryAfterMs !== null && (
        <p>{t("error.retry_after", { count: Math.ceil(failure.retryAfterMs / 1000) })}</p>
      )}
      {retry && (
        <button type="button" class="button" onClick={retry}>
          {t("action.retry")}
        </button>
      )}
    </Notice>
  );
}

/** Says that what is shown may be old. */
export function StaleNotice({ code }: { readonly code: ErrorCode | null }): JSX.Element | null {
  const { t } = useUi();
  if (code === null) return null;
  return (
    <Notice tone="warning" testId="stale">
      <p>
        {t("state.stale")} {t(`error.${code}`)}
      </p>
    </Notice>
  );
}
