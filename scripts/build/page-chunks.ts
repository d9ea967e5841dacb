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

/** `start`: what several pages begin with. `views`: what the views of several pages share. All else goes with the page that has it. */
const names = ["start", "views"] as const;
export type PageChunk = (typeof names)[number];

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

function plan(entries: readonly string[], graph: Graph): (id: string) => PageChunk | null {
  const pages = entries.map((entry) => loadedWith(entry, graph));
  const begun = new Set(pages.flatMap((modules) => [...modules]));
  const later = new Set([...begun].flatMap((id) => graph.getModuleInfo(id)?.dynamicallyImportedIds ?? []));
  const views = [...later].map((root) => loadedWith(root, graph));
  return (id) => {
    const has = (modules: ReadonlySet<string>) => modules.has(id);
    if (pages.filter(has).length > 1) return "start";
    return [...pages, ...views].filter(has).length > 1 ? "views" : null;
  };
}

/** The bundler's groups for pages with these HTML files. */
export function pageChunks(entries: readonly string[]) {
  let planned: ReturnType<typeof plan> | null = null;
  return names.map((name, at) => ({
    // A group takes along what its modules import: what all begin with is taken first.
    priority: names.length - at,
    name: (id: string, graph: Graph): PageChunk | null => {
      planned ??= plan(entries, graph);
      return planned(id) === name ? name : null;
    },
  }));
}
