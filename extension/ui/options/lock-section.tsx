import type { JSX, Ref } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { LockView, WayView } from "../../../shared/protocol/index.ts";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { Time } from "../parts/time.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { ShownContext } from "../state/gathering.ts";
import { passkeysWork } from "../state/passkey.ts";
import { usePolicy } from "../state/policy.ts";
import { isOpen, useLock } from "../state/way.ts";
import type { ReadyAccount } from "../views/connection.tsx";
import { LockTimes } from "./lock-times.tsx";
import { WayDialog, type WayTask } from "./way-dialog.tsx";

type Kind = WayView["kind"];
const kinds = ["passphrase", "passkey", "recovery", "device"] as const satisfies readonly Kind[];

interface WayProps {
  readonly kind: Kind;
  readonly lock: LockView;
  readonly begin: (task: WayTask) => void;
}

function Way({ kind, lock, begin }: WayProps): JSX.Element | null {
  const { t } = useUi();
  const way = lock.ways.find((one) => one.kind === kind) ?? null;
  const allowed = usePolicy()?.allowedWays ?? null;
  const here = kind !== "passkey" || passkeysWork();
  // The device's own key is there or not; it cannot be changed.
  const canSet =
    here && !(kind === "device" && way !== null) && (kind === "recovery" || allowed?.includes(kind) !== false);
  const last = lock.ways.length === 1;
  return (
    <li class="item" data-testid="way" data-kind={kind} data-set={way !== null}>
      <div class="item-text">
        <strong>{t(`way.${kind}`)}</strong>
        <span class="hint">{t(here ? `lock.${kind}_hint` : "choose_lock.passkey_not_here")}</span>
        {here && !canSet && way === null && <span class="hint">{t("lock.not_allowed")}</span>}
        {way !== null && (
          <span class="hint">
            {t("lock.since")} <Time atMs={way.addedAtMs} form="date" />
          </span>
        )}
      </div>
      <div class="item-actions">
        {canSet && (
          <button
            type="button"
            class="button"
            aria-label={t(way === null ? "lock.add_named" : "lock.change_named", { way: t(`way.${kind}`) })}
            onClick={() => begin({ kind, what: "set" })}
            data-testid={`set-${kind}`}
          >
            {t(way === null ? "lock.add" : "lock.change")}
          </button>
        )}
        {way !== null && !last && (
          <button
            type="button"
            class="button"
            aria-label={t("lock.remove_named", { way: t(`way.${kind}`) })}
            onClick={() => begin({ kind, what: "remove" })}
            data-testid={`remove-${kind}`}
          >
            {t("lock.remove")}
          </button>
        )}
      </div>
    </li>
  );
}

function LockNow(): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  return (
    <>
      <FailureNotice failure={action.failure} />
      <button
        type="button"
        class="button"
        disabled={action.busy}
        onClick={() => void action.run(async () => void (await panel.call("lock.lock", {})))}
        data-testid="lock-now"
      >
        {t("lock.now")}
      </button>
    </>
  );
}

/** Goes to the lock where the address asks for it, as the key that locks does where nothing was chosen yet. */
function useWhenAskedFor(): Ref<HTMLHeadingElement> {
  const title = useRef<HTMLHeadingElement>(null);
  const shown = useContext(ShownContext);
  useEffect(() => {
    if (!shown) return;
    const go = () => {
      if (location.hash !== "#lock") return;
      title.current?.scrollIntoView();
      title.current?.focus();
    };
    go();
    addEventListener("hashchange", go);
    return () => removeEventListener("hashchange", go);
  }, [shown]);
  return title;
}

/** By what the mailbox opens on this device, and when it locks. */
export function LockSection({ account }: { readonly account: ReadyAccount }): JSX.Element {
  const { t } = useUi();
  const lock = useLock();
  const title = useWhenAskedFor();
  const [task, begin] = useState<WayTask | null>(null);
  return (
    <section aria-labelledby="lock-title" data-testid="lock">
      <h2 id="lock-title" ref={title} tabIndex={-1}>
        {t("lock.title")}
      </h2>
      <RemoteView of={lock}>
        {(value) => (
          <>
            {isOpen(value) ? (
              <Notice tone="warning" testId="open-to-all">
                <p>{t("choose_lock.none_warning")}</p>
              </Notice>
            ) : (
              <LockNow />
            )}
            <ul class="items">
              {kinds.map((kind) => (
                <Way key={kind} kind={kind} lock={value} begin={begin} />
              ))}
            </ul>
            <LockTimes />
            {task !== null && (
              <WayDialog
                task={task}
                lock={value}
                account={account}
                close={() => {
                  begin(null);
                  lock.reload();
                }}
              />
            )}
          </>
        )}
      </RemoteView>
    </section>
  );
}
