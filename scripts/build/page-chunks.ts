/**
 * Which files the scripts of the pages are cut into. Each file that a page begins with costs it some milliseconds before anything
 * is painted, whatever is in it: what is loaded together is one file (docs/adr/0115).
 */

/** What the bundler knows of a module. */
interface ModuleInfo {
  readonly importedIds: readonly string[];
  readonly dynamicallyImportedIds: readonly string[];
}

interface Graph {
  readonly getModuleInfo: (id: string) => ModuleInfo | null;
}

/**
 * In the order in which they are filled. `library`: a single module that is loaded when it is needed, each a file of its own. `start`:
 * what several pages begin with. `views`: what the mailbox's first view shares with others. `more`: what other views share. All else
 * goes with the view that has it.
 */
const kinds = ["library", "start", "views", "more"] as const;
type Kind = (typeof kinds)[number];

/** The view that is to be there soonest: it loads nothing that only others need. */
const mailbox = /\/mount-app\.tsx$/;

const libraryOf = (id: string): string | null => /.*[\\/]node_modules[\\/]([^\\/]+)/.exec(id)?.[1] ?? null;

/** All that is loaded with a module. */
function loadedWith(root: string, graph: Graph): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (id: string): void => {
    if (found.has(id)) return;
    found.add(id);
    graph.getModuleInfo(id)?.importedIds.forEach(visit);
  };
  visit(root);
  return found;
}

function plan(entries: readonly string[], graph: Graph): (id: string) => Kind | null {
  const pages = entries.map((entry) => loadedWith(entry, graph));
  const laterOf = (modules: Iterable<string>) =>
    new Set([...modules].flatMap((id) => graph.getModuleInfo(id)?.dynamicallyImportedIds ?? []));
  const roots = [...laterOf(pages.flatMap((modules) => [...modules]))];
  const views = roots.map((root) => loadedWith(root, graph));
  const first = views[roots.findIndex((root) => mailbox.test(root))];
  if (first === undefined) throw new Error(`No page loads ${mailbox}`);
  const needed = laterOf(views.flatMap((modules) => [...modules]));
  const opened = [...needed].filter((id) => libraryOf(id) === null).map((root) => loadedWith(root, graph));
  return (id) => {
    const has = (modules: ReadonlySet<string>) => modules.has(id);
    // With all that it imports it would take from the pages what they need at once.
    if (needed.has(id) && libraryOf(id) !== null && loadedWith(id, graph).size === 1) return "library";
    if (pages.filter(has).length > 1) return "start";
    if ([...pages, ...views, ...opened].filter(has).length < 2) return null;
    return first.has(id) ? "views" : "more";
  };
}

/** The bundler's groups for pages with these HTML files. */
export function pageChunks(entries: readonly string[]) {
  let planned: ReturnType<typeof plan> | null = null;
  return kinds.map((kind, at) => ({
    debugName: kind,
    // A group takes along what its modules import.
    priority: kinds.length - at,
    name: (id: string, graph: Graph): string | null => {
      planned ??= plan(entries, graph);
      if (planned(id) !== kind) return null;
      return kind === "library" ? libraryOf(id) : kind;
    },
  }));
}
