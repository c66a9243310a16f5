import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { repositoryRoot } from "../support/repository.ts";
import { documentationPages } from "./pages.ts";

/** A relative link that leads nowhere. */
export interface BrokenLink {
  /** The page, relative to the repository. */
  readonly page: string;
  readonly fault: string;
}

/** The relative links of all pages whose file or heading does not exist. */
export async function brokenLinks(): Promise<readonly BrokenLink[]> {
  const broken: BrokenLink[] = [];
  for (const page of await documentationPages()) {
    const text = await readFile(join(repositoryRoot, page), "utf8");
    const links = withoutCode(text).matchAll(/\]\((?!https?:)([^)\s]+)\)/g);
    for (const [, link = ""] of links) {
      const fault = await faultOf(join(repositoryRoot, page), link);
      broken.push(...(fault === undefined ? [] : [{ page, fault }]));
    }
  }
  return broken;
}

/** What is wrong with a link in a page, or undefined if it works. */
async function faultOf(page: string, link: string): Promise<string | undefined> {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : join(dirname(page), path);
  if (!existsSync(target)) {
    return `${link} does not exist`;
  }
  const isFound = anchor === undefined || anchorsOf(await readFile(target, "utf8")).includes(anchor);
  return isFound ? undefined : `${link} names no heading`;
}

/** The anchors of a page's headings, as GitHub writes them. */
function anchorsOf(markdown: string): readonly string[] {
  return [...withoutCode(markdown).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** A page without its code blocks, in which `#` starts a comment and not a heading. */
function withoutCode(markdown: string): string {
  return markdown.replace(/^```.*?^```/gms, "");
}
