import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheDirectory, repositoryRoot } from "../../tests/support/repository.ts";
import { references, upToDateReference } from "../reference.ts";
import { findTerraformDocs } from "../terraform-docs.ts";
import type { Check, Finding } from "./finding.ts";
import { NEEDS_GO } from "./programs.ts";

/** Whether the tables of inputs and outputs are those of the declarations. */
export const terraformDocs: Check = {
  name: "terraform-docs",
  unit: "pages",
  run: async () => {
    const program = await findTerraformDocs(cacheDirectory);
    if (program === undefined) {
      throw new Error(NEEDS_GO);
    }
    const pages = Object.entries(references);
    const findings: Finding[] = [];
    for (const [page, module] of pages) {
      const committed = await readFile(join(repositoryRoot, page), "utf8");
      if (committed !== (await upToDateReference(program, repositoryRoot, page, module))) {
        findings.push({ file: page, rule: "stale", message: "run npm run docs" });
      }
    }
    return { findings, examined: pages.length };
  },
};
