import type { JSX } from "preact";

/** Paths in a 24 x 24 box, drawn for this product. */
const paths = {
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3M12 14.5v2.5",
  letter: "M3 5h18v14H3zM3 6l9 7 9-7",
  write: "M4 20l1-5L16 4l4 4L9 19zM13.5 6.5l4 4",
  back: "M14 5l-7 7 7 7M7 12h13",
  settings:
    "M12 8.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM12 2v4M12 18v4M2 12h4M18 12h4M5 5l2.8 2.8M16.2 16.2L19 19M19 5l-2.8 2.8M7.8 16.2L5 19",
  window: "M13 4h7v7M20 4l-9 9M10 5H4v15h15v-6",
  own: "M3 8h12v12H3zM3 11.5h12M9 8V4h12v12h-6",
  attachment: "M20 11l-8.5 8.5a5 5 0 01-7-7L13 4a3.3 3.3 0 014.7 4.7L9.5 17a1.7 1.7 0 01-2.4-2.4L14.5 7.5",
  save: "M12 4v11M7 11l5 5 5-5M4 20h16",
  grip: "M9 6v.01M15 6v.01M9 12v.01M15 12v.01M9 18v.01M15 18v.01",
  remove: "M6 6l12 12M18 6L6 18",
  warning: "M12 3.5L22 20.5H2zM12 10v5M12 17.5v.6",
  info: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 11v6M12 7.5v.6",
  done: "M4 12.5l5.5 5.5L20 7",
  question: "M12 3a9 9 0 100 18 9 9 0 000-18zM9.5 9.5a2.5 2.5 0 114 2c-1 .7-1.5 1.2-1.5 2.5M12 17v.5",
  device: "M4 5h16v11H4zM2 20h20",
} as const;

export type IconName = keyof typeof paths;

/** A drawing beside a text that says the same; never the only carrier of a meaning. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
