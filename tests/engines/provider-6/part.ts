import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Counts, type Part, reportCheck, sum } from "../../parts/part.ts";
import { repositoryRoot } from "../../support/repository.ts";
import { type Block, blocksOf } from "./blocks.ts";
import { faultsOf } from "./check.ts";
import { downloadProvider, installParser } from "./packages.ts";

/** Every argument of every resource of the module exists in provider 6, and none is deprecated there. */
export const providerSixPart: Part = {
  name: "provider-6",
  run: async () => {
    const provider = await downloadProvider();
    const counts: Counts[] = [];
    for (const block of await moduleBlocks()) {
      const faults = await faultsOf(block, provider);
      for (const fault of faults) console.log(fault);
      counts.push(reportCheck(`provider 6 has the arguments of ${block.place}`, faults.length === 0));
    }
    return sum(counts);
  },
};

/** @returns the `resource` and `data` blocks of the root module and of those in `modules` */
async function moduleBlocks(): Promise<readonly Block[]> {
  const parse = await installParser();
  const modules = (await readdir(join(repositoryRoot, "modules"), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join("modules", name));
  const files = await Promise.all([".", ...modules].map(filesIn));
  const blocks = await Promise.all(
    files.flat().map(async (file) => {
      const text = await readFile(join(repositoryRoot, file), "utf8");
      const found = blocksOf(file, await parse(file, text));
      // A parser that overlooks a block would make the check worthless.
      const lines = text.match(/^(resource|data) "/gm)?.length ?? 0;
      if (lines !== found.length)
        throw new Error(`${file} has ${lines} blocks, and ${found.length} were read`);
      return found;
    }),
  );
  return blocks.flat();
}

async function filesIn(module: string): Promise<readonly string[]> {
  const names = await readdir(join(repositoryRoot, module));
  return names.filter((name) => name.endsWith(".tf")).map((name) => join(module, name));
}
