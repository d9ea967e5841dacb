import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useUi } from "../state/context.ts";
import { readImageFile, readPicture } from "../state/read-code.ts";
import { Dialog } from "./dialog.tsx";
import { Notice } from "./notice.tsx";

interface ScanProps {
  readonly found: (text: string) => void;
}

const lookEveryMs = 250;

/** The camera's picture until it shows a code. The camera is let go when the dialog closes. */
function Camera({ found, close }: ScanProps & { readonly close: () => void }): JSX.Element {
  const { t } = useUi();
  const video = useRef<HTMLVideoElement>(null);
  const [refused, setRefused] = useState(false);
  const report = useRef(found);
  report.current = found;
  useEffect(() => {
    const ending = new AbortController();
    void watch(video, { signal: ending.signal, found: (text) => report.current(text) }).catch(() => setRefused(true));
    return () => ending.abort();
  }, []);
  return (
    <Dialog title={t("pairing.camera")} close={close} testId="camera-dialog">
      {refused ? (
        <Notice tone="warning" testId="camera-refused">
          <p>{t("pairing.camera_refused")}</p>
        </Notice>
      ) : (
        <video ref={video} class="camera" muted playsInline aria-label={t("pairing.camera")} />
      )}
      <div class="buttons">
        <button type="button" class="button" onClick={close}>
          {t("action.cancel")}
        </button>
      </div>
    </Dialog>
  );
}

interface Watch {
  readonly signal: AbortSignal;
  readonly found: (text: string) => void;
}

/** @throws what the browser throws when there is no camera or the person refuses it. */
async function watch(at: { readonly current: HTMLVideoElement | null }, { signal, found }: Watch): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  const video = at.current;
  if (signal.aborted || video === null) return stop();
  video.srcObject = stream;
  await video.play();
  const look = async () => {
    const text = await readPicture(video, { width: video.videoWidth, height: video.videoHeight });
    if (text !== null && !signal.aborted) found(text);
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  signal.addEventListener("abort", () => {
    clearInterval(timer);
    stop();
  });
}

/** Reads the code of a new device with the camera, or from an image that is chosen or pasted. */
export function ScanCode({ found }: ScanProps): JSX.Element {
  const { t } = useUi();
  const [looking, setLooking] = useState(false);
  const [unread, setUnread] = useState(false);
  const choose = useRef<HTMLInputElement>(null);
  const take = async (file: Blob | undefined) => {
    if (file === undefined) return;
    const text = await readImageFile(file);
    setUnread(text === null);
    if (text !== null) found(text);
  };
  const taken = useRef(take);
  taken.current = take;
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const image = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
      if (image !== undefined) void taken.current(image);
    };
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, []);
  return (
    <>
      <div class="buttons">
        <button type="button" class="button" onClick={() => setLooking(true)} data-testid="scan-camera">
          {t("pairing.camera")}
        </button>
        <button type="button" class="button" onClick={() => choose.current?.click()} data-testid="scan-image">
          {t("pairing.image")}
        </button>
        <input
          ref={choose}
          type="file"
          accept="image/*"
          class="visually-hidden"
          tabIndex={-1}
          aria-label={t("pairing.image")}
          data-testid="scan-image-file"
          onChange={(event) => void take(event.currentTarget.files?.[0])}
        />
      </div>
      {unread && (
        <Notice tone="warning" testId="scan-unread">
          <p>{t("pairing.image_unread")}</p>
        </Notice>
      )}
      {looking && (
        <Camera
          found={(text) => {
            setLooking(false);
            found(text);
          }}
          close={() => setLooking(false)}
        />
      )}
    </>
  );
}
