import type { JSX } from "preact";
import type { Block, Inline, Row } from "../safe/markdown.ts";
import { visibleLine } from "../safe/visible.ts";
import { useUi } from "../state/context.ts";
import { SafeWords } from "./safe.tsx";

/**
 * Draws the tree of a letter's Markdown: each kind by one element, with no attribute that comes from the letter but the address of a
 * link, which was checked. Nothing is loaded.
 */
export function Markdown({ blocks }: { readonly blocks: readonly Block[] }): JSX.Element {
  return (
    <div class="letter-text markdown" dir="auto" data-testid="markdown">
      <Blocks blocks={blocks} />
    </div>
  );
}

const Blocks = ({ blocks }: { readonly blocks: readonly Block[] }): JSX.Element => (
  <>
    {blocks.map((block, key) => (
      <BlockOf key={key} block={block} />
    ))}
  </>
);

function BlockOf({ block }: { readonly block: Block }): JSX.Element {
  switch (block.kind) {
    case "heading":
      return <HeadingOf level={block.level} inside={block.inside} />;
    case "paragraph":
      return (
        <p>
          <Inlines inside={block.inside} />
        </p>
      );
    case "quote":
      return (
        <blockquote>
          <Blocks blocks={block.blocks} />
        </blockquote>
      );
    case "list":
      return <ListOf first={block.first} items={block.items} />;
    case "code":
      return (
        <pre>
          <code>{<SafeWords text={block.text} />}</code>
        </pre>
      );
    case "table":
      return <TableOf head={block.head} rows={block.rows} />;
    case "rule":
      return <hr />;
    default:
      return block satisfies never;
  }
}

/** Below the headings of the page and of the letter. */
function HeadingOf({ level, inside }: { readonly level: 1 | 2 | 3; readonly inside: readonly Inline[] }): JSX.Element {
  const words = <Inlines inside={inside} />;
  if (level === 1) return <h4>{words}</h4>;
  return level === 2 ? <h5>{words}</h5> : <h6>{words}</h6>;
}

interface ListProps {
  readonly first: number | null;
  readonly items: readonly (readonly Block[])[];
}

function ListOf({ first, items }: ListProps): JSX.Element {
  const rows = items.map((blocks, key) => (
    <li key={key}>
      <Blocks blocks={blocks} />
    </li>
  ));
  return first === null ? <ul>{rows}</ul> : <ol start={first}>{rows}</ol>;
}

function TableOf({ head, rows }: { readonly head: Row; readonly rows: readonly Row[] }): JSX.Element {
  return (
    <table>
      <thead>
        <tr>
          {head.map((inside, key) => (
            <th key={key} scope="col">
              <Inlines inside={inside} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, key) => (
          <tr key={key}>
            {row.map((inside, at) => (
              <td key={at}>
                <Inlines inside={inside} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Inlines = ({ inside }: { readonly inside: readonly Inline[] }): JSX.Element => (
  <>
    {inside.map((each, key) => (
      <InlineOf key={key} inline={each} />
    ))}
  </>
);

function InlineOf({ inline }: { readonly inline: Inline }): JSX.Element {
  switch (inline.kind) {
    case "text":
      return <SafeWords text={inline.text} />;
    case "code":
      return <code>{visibleLine(inline.text)}</code>;
    case "break":
      return <br />;
    case "strong":
      return (
        <strong>
          <Inlines inside={inline.inside} />
        </strong>
      );
    case "emphasis":
      return (
        <em>
          <Inlines inside={inline.inside} />
        </em>
      );
    case "struck":
      return (
        <s>
          <Inlines inside={inline.inside} />
        </s>
      );
    case "link":
      return <LinkOf link={inline} />;
    case "picture":
      return <PictureOf picture={inline} />;
    default:
      return inline satisfies never;
  }
}

/**
 * The words, and beside them where the link really leads: who clicks has read it. What must not be followed is shown and is no link.
 */
function LinkOf({ link }: { readonly link: Extract<Inline, { kind: "link" }> }): JSX.Element {
  const { href, target, inside } = link;
  return (
    <span class="shown-link">
      <Inlines inside={inside} /> (
      {href === null ? (
        <bdi>{visibleLine(target)}</bdi>
      ) : (
        <a href={href} target="_blank" rel="noopener noreferrer">
          {href}
        </a>
      )}
      )
    </span>
  );
}

function PictureOf({ picture }: { readonly picture: Extract<Inline, { kind: "picture" }> }): JSX.Element {
  const { t } = useUi();
  return (
    <span class="shown-link">
      {t("markdown.picture")} <Inlines inside={picture.inside} /> (<bdi>{visibleLine(picture.target)}</bdi>)
    </span>
  );
}
