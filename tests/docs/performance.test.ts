import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { pagesOf, readResults } from "../../lambda/bench/report/write.ts";
import { repositoryRoot } from "../support/repository.ts";

const results = await readResults();
const read = (file: string): Promise<string> => readFile(path.join(repositoryRoot, file), "utf8");

/** The peers in a table: everything but the signature checks and this authorizer. */
function subjectsIn(
  table: { distinct: { rows: readonly { subject: string }[] } } | undefined,
): readonly string[] {
  const subjects = table?.distinct.rows.map(({ subject }) => subject) ?? [];
  return subjects.filter((subject) => !/^(signature check|this authorizer|previous)/.test(subject));
}

describe("the pages about speed and cost", () => {
  test("are up to date with the results of the last run and the size of the zip (npm run docs)", async () => {
    for (const [file, text] of Object.entries(await pagesOf(results))) {
      expect(await read(file), file).toBe(text);
    }
  });

  test("show fast-jwt with a key function and with a static key, and say what each peer can't do", async () => {
    const page = await read("docs/performance.md");
    for (const algorithm of ["RS256", "PS256", "ES256"]) {
      const [table = ""] = new RegExp(`### ${algorithm}, warm\\n[^#]*`).exec(page) ?? [];
      expect(table).toMatch(/\| fast-jwt, key function \| [0-9]/);
      expect(table).toMatch(/\| fast-jwt, static key \| [0-9]/);
    }
    const limits = page.split("## What the peers can't do")[1] ?? "";
    expect(limits).toMatch(/\| fast-jwt, key function \| .*parses the PEM again for each token/);
    expect(limits).toMatch(/\| fast-jwt, static key \| It can't rotate keys/);
    const peers = new Set(Object.values(results.nodes).flatMap(({ warm }) => subjectsIn(warm.RS256)));
    for (const peer of peers) {
      expect(limits, peer).toContain(`| ${peer} |`);
    }
  });

  test("have results of Node 20, 22 and 24", () => {
    expect(Object.keys(results.nodes).sort()).toEqual(["20", "22", "24"]);
  });
});
