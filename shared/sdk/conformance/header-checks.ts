import { type Check, failed, type Look, skipped, warning } from "./report.ts";

/** Checks of what the portal's server sends with one of its pages: what keeps the extension away, and what keeps the page safe. */

/** What a server sent. */
export interface Sent {
  /** Of the page that is looked at. */
  readonly page: { readonly path: string; readonly headers: Headers } | null;
  /** Of /.well-known/federpost.json. */
  readonly wellKnown: { readonly status: number; readonly headers: Headers; readonly json: boolean } | null;
}

/** Directives of a policy, or of several that stand in one header: each must be kept, so each is looked at. */
const directivesOf = (policy: string): readonly (readonly string[])[] =>
  policy
    .split(/[;,]/)
    .map((each) => each.trim().toLowerCase().split(/\s+/))
    .filter(([name]) => name !== undefined && name !== "");

function policyOf({ page }: Sent): readonly (readonly string[])[] | null {
  const policy = page?.headers.get("content-security-policy") ?? null;
  return policy === null ? null : directivesOf(policy);
}

const valuesOf = (policy: readonly (readonly string[])[], name: string): readonly string[] | null =>
  policy.find(([each]) => each === name)?.slice(1) ?? null;

const withPage = (sent: Sent, look: (headers: Headers) => Look): Look =>
  sent.page === null ? skipped("the page could not be fetched") : look(sent.page.headers);

export const headerChecks: readonly Check<Sent>[] = [
  {
    id: "csp_sandbox",
    area: "headers",
    what: "The page keeps its origin: no sandbox without allow-same-origin and allow-scripts.",
    todo: "Take “sandbox” out of the Content-Security-Policy, or add allow-same-origin and allow-scripts: a page without an origin gets nothing.",
    look: (sent) =>
      withPage(sent, () => {
        const sandbox = valuesOf(policyOf(sent) ?? [], "sandbox");
        if (sandbox === null) return "no sandbox";
        const missing = ["allow-same-origin", "allow-scripts"].filter((flag) => !sandbox.includes(flag));
        return missing.length === 0 ? "sandbox with an origin" : failed(`sandbox without ${missing.join(" and ")}`);
      }),
  },
  {
    id: "csp_script",
    area: "headers",
    what: "Scripts come from the page's own origin only: whoever gets one in can ask in the portal's name.",
    todo: "Send a Content-Security-Policy whose script-src has no 'unsafe-inline', no 'unsafe-eval' and no *.",
    look: (sent) =>
      withPage(sent, () => {
        const policy = policyOf(sent);
        if (policy === null) return warning("no Content-Security-Policy");
        const scripts = valuesOf(policy, "script-src") ?? valuesOf(policy, "default-src");
        if (scripts === null) return warning("neither script-src nor default-src");
        const strict = scripts.some((source) => /^'(nonce|sha\d+)-/.test(source) || source === "'strict-dynamic'");
        const lax = scripts.filter(
          (source) =>
            ["*", "'unsafe-eval'", "http:", "https:", "data:"].includes(source) ||
            (source === "'unsafe-inline'" && !strict),
        );
        return lax.length > 0 ? warning(`script-src has ${lax.join(" ")}`) : scripts.join(" ");
      }),
  },
  {
    id: "frame_ancestors",
    area: "headers",
    what: "No other site can put the page into a frame.",
    todo: "Send Content-Security-Policy: frame-ancestors 'self'.",
    look: (sent) =>
      withPage(sent, (headers) => {
        const ancestors = valuesOf(policyOf(sent) ?? [], "frame-ancestors");
        if (ancestors !== null)
          return ancestors.includes("*") ? warning("frame-ancestors *") : `frame-ancestors ${ancestors.join(" ")}`;
        return headers.get("x-frame-options") ?? warning("neither frame-ancestors nor X-Frame-Options");
      }),
  },
  {
    id: "coep",
    area: "headers",
    what: "Letters can be shown in a sealed frame inside the page (Chromium).",
    todo: "Without Cross-Origin-Embedder-Policy: require-corp the page may have sealed frames. With it everything opens in a window, which works too.",
    look: (sent) =>
      withPage(sent, (headers) => {
        const policy = headers.get("cross-origin-embedder-policy")?.split(";")[0]?.trim() ?? "unsafe-none";
        return policy === "require-corp" ? warning(policy) : policy;
      }),
  },
  {
    id: "permissions_policy",
    area: "headers",
    what: "The permissions policy takes nothing away that is needed: nothing is.",
    todo: "",
    look: (sent) => withPage(sent, (headers) => headers.get("permissions-policy")?.slice(0, 200) ?? "none"),
  },
  {
    id: "domain_file",
    area: "headers",
    what: "The domain's file can be read by mailboxes of any origin.",
    todo: "Serve /.well-known/federpost.json as JSON with Access-Control-Allow-Origin: *, without a redirect.",
    look: ({ wellKnown }) => {
      if (wellKnown === null) return warning("it could not be fetched");
      const { status, headers, json } = wellKnown;
      if (status === 404) return warning("not there: people cannot find the mailbox by this domain");
      if (status !== 200) return failed(`status ${status}`);
      if (headers.get("access-control-allow-origin") !== "*") return failed("without Access-Control-Allow-Origin: *");
      return json ? "there" : failed("no JSON");
    },
  },
];

/** Fetches what is looked at, from the page's own origin. */
export async function fetchSent(path: string): Promise<Sent> {
  const get = (url: string) =>
    fetch(url, { credentials: "same-origin", cache: "no-store", redirect: "manual" }).catch(() => null);
  const [page, wellKnown] = await Promise.all([get(path), get("/.well-known/federpost.json")]);
  const json = await wellKnown?.json().then(
    () => true,
    () => false,
  );
  return {
    page: page === null || page.type === "opaqueredirect" ? null : { path, headers: page.headers },
    wellKnown: wellKnown && { status: wellKnown.status, headers: wellKnown.headers, json: json === true },
  };
}
