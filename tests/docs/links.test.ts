import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.ts";

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(markdown: string): readonly string[] {
  return [...withoutCode(markdown).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Headings and links in code blocks are none. */
function withoutCode(markdown: string): string {
  return markdown.replace(/^```.*?^```/gms, "");
}

/** What is wrong with the link that stands in a page, or undefined. */
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
  const { stdout } = await execa("git", ["ls-files", "*.md"], { cwd: repositoryRoot });
  const faults: string[] = [];
  for (const page of stdout.split("\n").map((file) => join(repositoryRoot, file))) {
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
