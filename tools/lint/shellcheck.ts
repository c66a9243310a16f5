import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { documentationPages } from "../../tests/docs/pages.ts";
import { repositoryRoot } from "../../tests/support/repository.ts";
import { repositoryFiles } from "./files.ts";
import type { Check, Finding } from "./finding.ts";
import { pythonTools } from "./programs.ts";

/** A shell script: a file, or a block of a page. */
export interface Script {
  readonly file: string;
  /** The number of lines in front of it. */
  readonly offset: number;
  readonly text: string;
}

/** Shell scripts, and the commands that pages tell a reader to run. */
export const shellcheck: Check = {
  name: "shellcheck",
  unit: "scripts",
  run: async () => {
    const program = join(dirname(await pythonTools()), "shellcheck");
    const scripts = [...(await shellFiles()), ...(await shellBlocks())];
    const findings: Finding[] = [];
    for (const script of scripts) {
      // Commands of a page run in a reader's shell. Most of them are Bash or compatible.
      const options = ["--norc", "--format=json1", ...(script.text.startsWith("#!") ? [] : ["--shell=bash"])];
      const { stdout } = await execa(program, [...options, "-"], { input: script.text, reject: false });
      findings.push(...shellcheckFindings(script, stdout));
    }
    return { findings, examined: scripts.length };
  },
};

async function shellFiles(): Promise<readonly Script[]> {
  const names = (await repositoryFiles()).filter((name) => /(^|\/)[^./]+$|\.sh$|^\.[^.]+$/.test(name));
  const files = names.map(async (file) => ({ file, offset: 0, text: await read(file) }));
  return (await Promise.all(files)).filter(({ text }) => /^#!.*\b(ba|da|k)?sh\b/.test(text));
}

async function shellBlocks(): Promise<readonly Script[]> {
  const pages = await documentationPages();
  return (await Promise.all(pages.map(async (page) => blocksOf(page, await read(page))))).flat();
}

/** The blocks of a page that are marked as `sh`. */
export function blocksOf(file: string, text: string): readonly Script[] {
  return [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(({ 1: block = "", index }) => ({
    file,
    offset: text.slice(0, index).split("\n").length,
    text: block,
  }));
}

function read(file: string): Promise<string> {
  return readFile(join(repositoryRoot, file), "utf8");
}

/** The report of shellcheck, as far as it is read here. */
interface Report {
  readonly comments: readonly { readonly line: number; readonly code: number; readonly message: string }[];
}

/** The findings in the report on a script. */
export function shellcheckFindings({ file, offset }: Script, stdout: string): readonly Finding[] {
  const { comments }: Report = JSON.parse(stdout);
  return comments.map(({ line, code, message }) => ({
    file,
    line: offset + line,
    rule: `SC${code}`,
    message,
  }));
}
