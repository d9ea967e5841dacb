import type { JSX } from "preact";
import { splitLinks } from "../safe/links.ts";
import { makeVisible, type Piece } from "../safe/visible.ts";
import { useUi } from "../state/context.ts";

function Mark({ piece }: { readonly piece: Extract<Piece, { kind: "mark" }> }): JSX.Element {
  const { t } = useUi();
  const text = piece.count === 1 ? piece.code : `${piece.code} ×${piece.count}`;
  return (
    <span class="mark" title={t("safe.hidden_character")}>
      {text}
    </span>
  );
}

function Cut({ left }: { readonly left: number }): JSX.Element {
  const { t } = useUi();
  return <span class="mark">{t("safe.cut", { count: left })}</span>;
}

const special = (piece: Exclude<Piece, { kind: "plain" }>, key: number): JSX.Element =>
  piece.kind === "mark" ? <Mark key={key} piece={piece} /> : <Cut key={key} left={piece.left} />;

/** One line that somebody else wrote: names, subjects, file names. Isolated, so that it cannot reorder its neighbours. */
export function SafeLine({ text }: { readonly text: string }): JSX.Element {
  const pieces = makeVisible(text, "line");
  return (
    <bdi class="safe">{pieces.map((piece, key) => (piece.kind === "plain" ? piece.text : special(piece, key)))}</bdi>
  );
}

/** Words of somebody else within a text: what is hidden in them is seen, and https addresses become links. */
export function SafeWords({ text }: { readonly text: string }): JSX.Element {
  const pieces = makeVisible(text, "text");
  return (
    <>
      {pieces.map((piece, key) =>
        piece.kind === "plain" ? <Linked key={key} text={piece.text} /> : special(piece, key),
      )}
    </>
  );
}

function Linked({ text }: { readonly text: string }): JSX.Element {
  return (
    <>
      {splitLinks(text).map((piece) =>
        piece.kind === "text" ? (
          piece.text
        ) : (
          <a href={piece.href} target="_blank" rel="noopener noreferrer">
            {piece.href}
          </a>
        ),
      )}
    </>
  );
}

/** Text of a letter: plain text with its line breaks; https addresses become links when `links` is "https". */
export function SafeText({ text, links }: { readonly text: string; readonly links: "https" | "none" }): JSX.Element {
  return (
    <div class="letter-text" dir="auto">
      {makeVisible(text, "text").map((piece, key) => {
        if (piece.kind !== "plain") return special(piece, key);
        return links === "https" ? <Linked key={key} text={piece.text} /> : piece.text;
      })}
    </div>
  );
}
