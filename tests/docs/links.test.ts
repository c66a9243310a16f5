import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.ts";
import { documentationPages } from "./pages.ts";

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

test("every relative link in the documentation leads to a file and a heading that exist", async () => {
  const faults: string[] = [];
  for (const page of (await documentationPages()).map((name) => join(repositoryRoot, name))) {
    const links = withoutCode(await readFile(page, "utf8")).matchAll(/\]\((?!https?:)([^)\s]+)\)/g);
    for (const [, link = ""] of links) {
      const fault = await faultOf(page, link);
      if (fault !== undefined) {
        faults.push(`${relative(repositoryRoot, page)}: ${fault}`);
      }
    }
  }
  expect(faults).toEqual([]);
});
