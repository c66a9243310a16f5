import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.ts";

const folder = join(repositoryRoot, ".github/workflows");
const names = await readdir(folder);
const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
const workflows = names.map((name, index) => ({ name, text: texts[index] ?? "" }));

/** Everything that a pattern finds in all workflows. */
function found(pattern: RegExp): readonly string[] {
  return workflows.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, group = ""]) => group));
}

/** The jobs of a workflow: the text below each key of `jobs`. */
function jobsOf(text: string): readonly string[] {
  const [, jobs = ""] = text.split(/^jobs:\n/m);
  return jobs.split(/^ {2}(?=[\w-]+:$)/m).slice(1);
}

describe("the workflows", () => {
  test("use actions only at a commit, with its version as a comment", () => {
    const uses = found(/^ *(?:- )?uses: (.*)$/gm);
    expect(uses).not.toEqual([]);
    const pinned = /^(\.\/\.github\/workflows\/[\w-]+\.yml|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;
    expect(uses.filter((use) => !pinned.test(use))).toEqual([]);
  });

  test("use each action, Node.js and Terraform in one version", () => {
    const actions = new Set(found(/uses: ([\w-]+\/[\w-]+@.*)$/gm));
    expect(new Set([...actions].map((use) => use.split("@")[0])).size).toBe(actions.size);
    expect(new Set(found(/(?:node-version|NODE_VERSION): "(.*)"/g)).size).toBe(1);
    expect(new Set(found(/(?:terraform_version|TERRAFORM_VERSION): "(.*)"/g)).size).toBe(1);
  });

  test.each(workflows)("$name gives no permission to the workflow, and each job its own", ({ text }) => {
    expect(text).toMatch(/^permissions: \{\}$/m);
    const jobs = jobsOf(text);
    expect(jobs).not.toEqual([]);
    for (const job of jobs) {
      expect(job).toMatch(/^ {4}permissions:\n {6}\w/m);
    }
  });

  test("run no code of the repository in a job that may write", () => {
    const writing = workflows
      .flatMap(({ text }) => jobsOf(text))
      .filter((job) => /^ {6}contents: write/m.test(job));
    expect(writing).toHaveLength(2);
    for (const job of writing) {
      expect(job).not.toMatch(/\b(npm|npx|node|tsx|go|terraform) /);
    }
  });

  test("put no expression into a script, where a branch name could become code", () => {
    const scripts = found(/^ *(?:- )?run: (.*(?:\n {8,}.*)*)/gm);
    expect(scripts.length).toBeGreaterThan(10);
    expect(scripts.filter((script) => (script.split(/\n {6,8}\w+:/)[0] ?? "").includes("${{"))).toEqual([]);
  });

  test("say for each checkout whether later steps can push", () => {
    const checkouts = found(/uses: (actions\/checkout.*\n +with:\n(?: {10}.*\n)+)/g);
    expect(checkouts).toHaveLength(found(/(actions\/checkout)/g).length);
    expect(checkouts.filter((step) => !/persist-credentials: (true|false)/.test(step))).toEqual([]);
  });
});
