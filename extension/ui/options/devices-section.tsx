import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { parseDeviceId } from "../../../shared/base/index.ts";
import type { DeviceView, LockView } from "../../../shared/protocol/index.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Icon } from "../parts/icon.tsx";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { ProofFields } from "../parts/proof-fields.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { Time } from "../parts/time.tsx";
import { WayFields } from "../parts/way-fields.tsx";
import { visibleLine } from "../safe/visible.ts";
import { type Failure, useAction } from "../state/action.ts";
import { required, useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { useProof } from "../state/proof.ts";
import { useRemote } from "../state/remote.ts";
import { isOpen, useLock, useWayForm } from "../state/way.ts";
import { AddDevice } from "./add-device.tsx";

type Devices = readonly DeviceView[];

interface RemoveProps {
  readonly login: "password" | "sso";
  readonly device: DeviceView;
  readonly done: (devices: Devices) => void;
  readonly close: () => void;
}

function RemoveQuestion({ device, login, lock, done, close }: RemoveProps & { readonly lock: LockView }): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const form = useWayForm(lock);
  const proof = useProof(login);
  const remove = () => {
    const by = proof.take();
    if (by === null) return;
    void action.run(async () => {
      const way = await form.take();
      if (way === "missing") return;
      const params = { deviceId: required(parseDeviceId(device.deviceId)), proof: by, way };
      const answer = await panel.call("devices.remove", params);
      if (answer.confirm !== null) return proof.confirmAt(answer.confirm);
      done(answer.devices);
      close();
    });
  };
  return (
    <Dialog title={t("devices.remove_title")} close={close} testId="remove-device-dialog">
      <p>
        <SafeLine text={device.name ?? t("devices.unnamed")} /> <span class="address">{device.deviceId}</span>
      </p>
      <p>{t(login === "sso" ? "devices.remove_text_sso" : "devices.remove_text")}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          remove();
        }}
      >
        <ProofFields form={proof} testId="remove-device-password" />
        <WayFields form={form} />
        <RemoveFailure failure={action.failure} asked={!isOpen(lock) && login === "password"} />
        <div class="buttons">
          <button type="button" class="button" onClick={close}>
            {t("action.cancel")}
          </button>
          <button type="submit" class="button button-danger" disabled={action.busy} data-testid="remove-device-confirm">
            {t(proof.isOpen ? "proof_login.done" : "devices.remove")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Two secrets were asked for, and which of them was wrong the homeserver or the vault tells only by the same code. */
function RemoveFailure({ failure, asked }: { readonly failure: Failure | null; readonly asked: boolean }): JSX.Element {
  const { t } = useUi();
  if (!asked || failure?.code !== "wrong_password") return <FailureNotice failure={failure} />;
  return (
    <Notice tone="danger" testId="error">
      <p>{t("devices.wrong_either")}</p>
    </Notice>
  );
}

function Certified({ device }: { readonly device: DeviceView }): JSX.Element {
  const { t } = useUi();
  if (!device.certified) {
    return (
      <>
        <span class="badge badge-changed">
          <Icon name="warning" />
          {t("devices.not_certified")}
        </span>
        <span class="hint">{t("devices.not_certified_hint")}</span>
      </>
    );
  }
  return (
    <>
      <span class="badge badge-self">
        <Icon name="done" />
        {t("devices.certified")}
      </span>
      {device.notAfterMs !== null && (
        <span class="hint">
          {t("devices.until")} <Time atMs={device.notAfterMs} form="date" />
        </span>
      )}
    </>
  );
}

/** What the homeserver says of it, which nobody can check. */
function Seen({ device }: { readonly device: DeviceView }): JSX.Element | null {
  const { t } = useUi();
  if (!device.signedIn) return <span class="hint">{t("devices.signed_out")}</span>;
  if (device.thisDevice || device.lastSeenMs === null) return null;
  return (
    <span class="hint">
      {t("devices.last_seen")} <Time atMs={device.lastSeenMs} form="short" />
    </span>
  );
}

function Device({ device, login, done }: Omit<RemoveProps, "close">): JSX.Element {
  const { t } = useUi();
  const lock = useLock();
  const [asking, setAsking] = useState(false);
  const name = device.name ?? t("devices.unnamed");
  return (
    <li class="item" data-testid="device" data-device={device.deviceId}>
      <div class="item-text">
        <strong>
          <SafeLine text={name} />
        </strong>
        {device.thisDevice && <span class="hint">{t("devices.this")}</span>}
        <span class="address">{device.deviceId}</span>
        <Certified device={device} />
        <Seen device={device} />
      </div>
      {!device.thisDevice && (
        <button
          type="button"
          class="button"
          aria-label={t("devices.remove_named", { name: visibleLine(name) })}
          onClick={() => setAsking(true)}
          data-testid="remove-device"
        >
          {t("devices.remove")}
        </button>
      )}
      {asking && lock.state.kind === "ready" && (
        <RemoveQuestion
          device={device}
          login={login}
          lock={lock.state.value}
          done={done}
          close={() => setAsking(false)}
        />
      )}
    </li>
  );
}

/** The account's devices, as the server lists them and our certificates confirm them. */
export function DevicesSection({ login }: Pick<RemoveProps, "login">): JSX.Element {
  const { panel, t } = useUi();
  const devices = useRemote({
    key: "devices",
    load: async (signal) => (await panel.call("devices.list", {}, { signal })).devices,
    concerns: changes("account", "devices"),
  });
  return (
    <section aria-labelledby="devices-title" data-testid="devices">
      <h2 id="devices-title">{t("devices.title")}</h2>
      <p class="hint">{t("devices.text")}</p>
      <AddDevice />
      <RemoteView of={devices}>
        {(list) => (
          <ul class="items">
            {list.map((device) => (
              <Device key={device.deviceId} login={login} device={device} done={devices.put} />
            ))}
          </ul>
        )}
      </RemoteView>
    </section>
  );
}
