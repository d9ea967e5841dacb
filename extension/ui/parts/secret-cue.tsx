import type { JSX } from "preact";
import { useContext } from "preact/hooks";
import type { Cue, CuePiece } from "../../../shared/protocol/index.ts";
import { useUi } from "../state/context.ts";
import { CueContext, useCue } from "../state/cue.ts";
import { Icon } from "./icon.tsx";
import { SafeLine } from "./safe.tsx";

/** Each shape in a box of 24 by 24. */
const paths: Readonly<Record<CuePiece["shape"], string>> = {
  circle: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  square: "M4 4h16v16H4z",
  triangle: "M12 3l10 18H2z",
  star: "M12 2l3 7 7 .6-5.3 4.8 1.6 7.1L12 17.6 5.7 21.5l1.6-7.1L2 9.6 9 9z",
  heart: "M12 21C5 16 2 12 2 8a5 5 0 0 1 10-1 5 5 0 0 1 10 1c0 4-3 8-10 13z",
  moon: "M16 3a9 9 0 1 0 5 13A8 8 0 0 1 16 3z",
};

function Piece({ piece }: { readonly piece: CuePiece }): JSX.Element {
  return (
    <svg class={`cue-piece cue-${piece.colour}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[piece.shape]} />
    </svg>
  );
}

/** The sign as it is: shapes, then words, on one line that is always as high as every other sign's. */
export function CueSign({ cue }: { readonly cue: Cue }): JSX.Element {
  const { t } = useUi();
  const picture = cue.picture.map(({ shape, colour }) => `${t(`cue.shape.${shape}`)} ${t(`cue.colour.${colour}`)}`);
  return (
    <p class="cue" data-testid="cue">
      <span class="visually-hidden">{t("cue.yours")}: </span>
      {cue.picture.map((piece, index) => (
        <Piece key={index} piece={piece} />
      ))}
      <span class="visually-hidden">{picture.join(", ")}</span>
      {cue.phrase !== "" && (
        <span class="cue-phrase">
          <SafeLine text={cue.phrase} />
        </span>
      )}
    </p>
  );
}

function ReadCue(): JSX.Element | null {
  return <KnownCue cue={useCue()} />;
}

/** The person's sign in a window that asks them something; where they have none, that they could have one. */
export function SecretCue(): JSX.Element | null {
  const known = useContext(CueContext);
  return known === null ? <ReadCue /> : <KnownCue cue={known} />;
}

function KnownCue({ cue }: { readonly cue: ReturnType<typeof useCue> }): JSX.Element | null {
  const { t } = useUi();
  if (cue.state.kind !== "ready") return null;
  if (cue.state.value.cue !== null) return <CueSign cue={cue.state.value.cue} />;
  return (
    <p class="hint" data-testid="cue-none">
      <Icon name="question" /> {t("cue.none_here")}
    </p>
  );
}
