import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { type Cue, type CuePiece, cueColours, cueLength, cueShapes } from "../../../shared/protocol/index.ts";
import { Field } from "../parts/field.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { CueSign } from "../parts/secret-cue.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { useCue } from "../state/cue.ts";

const noPieces: readonly CuePiece[] = [];

function drawn<T>(from: readonly T[]): T {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  // Thirty-six possible pieces: the bias of the remainder is far below what anybody could use.
  return from[random % from.length] as T;
}

const drawPicture = (): readonly CuePiece[] =>
  Array.from({ length: cueLength }, () => ({ shape: drawn(cueShapes), colour: drawn(cueColours) }));

/** Either no piece or all of them: what the contract takes. */
const asPicture = ([first, second, third]: readonly CuePiece[]): Cue["picture"] =>
  first !== undefined && second !== undefined && third !== undefined ? [first, second, third] : [];

interface PieceProps {
  readonly number: number;
  readonly piece: CuePiece;
  readonly change: (piece: CuePiece) => void;
}

function PieceChoice({ number, piece, change }: PieceProps): JSX.Element {
  const { t } = useUi();
  const id = useId();
  const shapeNamed = (value: string) => cueShapes.find((known) => known === value) ?? piece.shape;
  const colourNamed = (value: string) => cueColours.find((known) => known === value) ?? piece.colour;
  return (
    <div class="cue-choice">
      <label for={`${id}-shape`} class="visually-hidden">
        {t("cue.piece", { number })}
      </label>
      <select
        id={`${id}-shape`}
        value={piece.shape}
        onChange={(event) => change({ ...piece, shape: shapeNamed(event.currentTarget.value) })}
      >
        {cueShapes.map((shape) => (
          <option key={shape} value={shape}>
            {t(`cue.shape.${shape}`)}
          </option>
        ))}
      </select>
      <label for={`${id}-colour`} class="visually-hidden">
        {t("cue.colour", { number })}
      </label>
      <select
        id={`${id}-colour`}
        value={piece.colour}
        onChange={(event) => change({ ...piece, colour: colourNamed(event.currentTarget.value) })}
      >
        {cueColours.map((colour) => (
          <option key={colour} value={colour}>
            {t(`cue.colour.${colour}`)}
          </option>
        ))}
      </select>
    </div>
  );
}

interface EditorProps {
  readonly cue: Cue | null;
  readonly save: (cue: Cue | null) => void;
  readonly busy: boolean;
}

function Editor({ cue, save, busy }: EditorProps): JSX.Element {
  const { t } = useUi();
  const [phrase, setPhrase] = useState(cue?.phrase ?? "");
  const [pieces, setPieces] = useState<readonly CuePiece[]>(cue?.picture ?? noPieces);
  const [tried, setTried] = useState(false);
  // The same form goes on with what was saved, here or in another window: the focus stays in it.
  useEffect(() => {
    setPhrase(cue?.phrase ?? "");
    setPieces(cue?.picture ?? noPieces);
    setTried(false);
  }, [JSON.stringify(cue)]);
  const wanted: Cue = { phrase: phrase.trim(), picture: asPicture(pieces) };
  const empty = wanted.phrase === "" && wanted.picture.length === 0;
  const keep = () => {
    setTried(true);
    if (!empty) save(wanted);
  };
  const change = (at: number, piece: CuePiece) => setPieces(pieces.map((each, i) => (i === at ? piece : each)));
  return (
    <form
      class="plain"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <Field
        label={t("cue.phrase")}
        hint={t("cue.phrase_hint")}
        value={phrase}
        maxLength={40}
        problem={tried && empty ? t("cue.empty") : null}
        onInput={setPhrase}
        testId="cue-phrase"
      />
      <fieldset class="plain">
        <legend>{t("cue.picture")}</legend>
        {pieces.length === 0 && <p class="hint">{t("cue.no_piece")}</p>}
        {pieces.map((piece, index) => (
          <PieceChoice key={index} number={index + 1} piece={piece} change={(changed) => change(index, changed)} />
        ))}
        <button type="button" class="button" onClick={() => setPieces(drawPicture())} data-testid="cue-draw">
          {t("cue.draw")}
        </button>
      </fieldset>
      {!empty && <CueSign cue={wanted} />}
      <div class="buttons">
        {/* Disabled it would lose the focus; while something runs a second press does nothing. */}
        <button type="submit" class="button button-primary" aria-disabled={busy} data-testid="cue-save">
          {t("cue.save")}
        </button>
        {cue !== null && (
          <button type="button" class="button" disabled={busy} onClick={() => save(null)} data-testid="cue-remove">
            {t("cue.remove")}
          </button>
        )}
      </div>
    </form>
  );
}

/** Choosing the secret sign by which a person tells our windows from drawn ones. */
export function CueSection(): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const cue = useCue();
  const [saved, setSaved] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  const save = (wanted: Cue | null) =>
    void action.run(async () => {
      setSaved(false);
      cue.put(await panel.call("cue.write", { cue: wanted }));
      setSaved(wanted !== null);
      // The button that removes the sign goes with it.
      if (wanted === null) title.current?.focus();
    });
  return (
    <section aria-labelledby="cue-title" data-testid="cue-section">
      <h2 id="cue-title" ref={title} tabIndex={-1}>
        {t("cue.title")}
      </h2>
      <p class="hint">{t("cue.text")}</p>
      <RemoteView of={cue}>
        {(value) => (
          <>
            {value.cue === null && <p data-testid="cue-not-chosen">{t("cue.none")}</p>}
            <Editor cue={value.cue} save={save} busy={action.busy} />
          </>
        )}
      </RemoteView>
      <p role="status">{saved && <span data-testid="cue-saved">{t("cue.saved")}</span>}</p>
      <FailureNotice failure={action.failure} />
    </section>
  );
}
