import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The kinds of API that have a quick start, each with its page. */
export const QUICK_START_PAGES = {
  HTTP: "README.md",
  REST: "docs/quickstart-rest.md",
  WebSocket: "docs/quickstart-websocket.md",
} as const;

/** The HCL of a quick start. */
export interface QuickStart {
  readonly kind: keyof typeof QUICK_START_PAGES;
  /** Relative to the repository. */
  readonly page: string;
  readonly hcl: string;
}

/**
 * Takes the quick starts out of their pages, so that tests can run what readers copy.
 *
 * @throws Error if a page has none
 */
export async function readQuickStarts(repository: string): Promise<readonly QuickStart[]> {
  const pages = Object.entries(QUICK_START_PAGES) as [QuickStart["kind"], string][];
  return Promise.all(
    pages.map(async ([kind, page]) => ({
      kind,
      page,
      hcl: quickStartIn(await readFile(join(repository, page), "utf8"), kind, page),
    })),
  );
}

/** The first block of HCL after the heading of the quick start, which is the page's own heading except in the README. */
function quickStartIn(text: string, kind: string, page: string): string {
  const hcl = new RegExp(`^##? Quick start: ${kind} API\\n.*?^\`\`\`hcl\\n(.*?)^\`\`\``, "ms").exec(
    text,
  )?.[1];
  if (hcl === undefined) {
    throw new Error(`${page} has no quick start for ${kind} APIs`);
  }
  return hcl;
}
