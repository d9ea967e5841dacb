import { options } from "preact";

interface Attributes {
  autocomplete?: string;
  writingsuggestions?: string;
}

const kept: ReadonlySet<unknown> = new Set(["form", "input", "select", "textarea"]);

/**
 * Makes every field of this page one whose content the browser does not keep. To restore a tab, browsers write what stands in
 * its fields into the profile, in the clear, seconds after it was typed: for letters that were never sent, too. Only
 * `autocomplete="off"` keeps them from it (https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofilling-form-controls:-the-autocomplete-attribute).
 * Chromium looks at a form's and at an input's own, Firefox at that of each field. A field that wants a password manager says so itself.
 */
export function keepNothingTyped(): void {
  const before = options.vnode;
  options.vnode = (vnode) => {
    const { type, props } = vnode as { readonly type: unknown; readonly props: Attributes };
    if (kept.has(type)) props.autocomplete ??= "off";
    // What a browser would add to a text it may ask its maker for.
    if (type === "textarea") props.writingsuggestions = "false";
    before?.(vnode);
  };
}
