import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pagesOf, readResults } from "../lambda/bench/report/write.ts";
import { drawDashboard } from "./dashboard-picture.ts";
import { pages, upToDatePage } from "./pages.ts";
import { references, upToDateReference } from "./reference.ts";
import { findTerraformDocs } from "./terraform-docs.ts";

/** `npm run docs`: writes what the documentation takes from the code. */
const repository = dirname(dirname(fileURLToPath(import.meta.url)));

for (const page of await pages(repository)) {
  await writeFile(join(repository, page), await upToDatePage(repository, page));
}

await writeFile(join(repository, "docs/dashboard.svg"), await drawDashboard());

for (const [page, text] of Object.entries(await pagesOf(await readResults()))) {
  await writeFile(join(repository, page), text);
}

const terraformDocs = await findTerraformDocs(join(repository, ".cache"));
if (terraformDocs === undefined) {
  console.log("Skipped the tables of inputs and outputs: Go, which builds terraform-docs, is not installed.");
} else {
  for (const [page, module] of Object.entries(references)) {
    await writeFile(join(repository, page), await upToDateReference(terraformDocs, repository, page, module));
  }
}
