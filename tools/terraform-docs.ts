import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

const MODULE = "github.com/terraform-docs/terraform-docs";
const VERSION = "0.20.0";

/**
 * Builds terraform-docs from the Go module proxy, unless the cache has it already.
 *
 * @returns the path of the program, or undefined if Go is not installed
 */
export async function findTerraformDocs(cache: string): Promise<string | undefined> {
  const directory = join(cache, `terraform-docs-${VERSION}`);
  const program = join(directory, "terraform-docs");
  if (!existsSync(program)) {
    if ((await execa("go", ["version"], { reject: false })).exitCode !== 0) {
      return undefined;
    }
    await mkdir(directory, { recursive: true });
    // A module of our own, because `go install MODULE@VERSION` also asks the proxy for the list of versions.
    await writeFile(join(directory, "go.mod"), `module docs\n\nrequire ${MODULE} v${VERSION}\n`);
    await execa("go", ["build", "-mod=mod", "-o", program, MODULE], { cwd: directory });
  }
  return program;
}

/** A kind of declaration and how terraform-docs shows it. */
export type Section = "inputs" | "outputs" | "requirements";

/** The table of a section of the module in a directory, in Markdown, without a heading. */
export async function renderTable(
  terraformDocs: string,
  directory: string,
  section: Section,
): Promise<string> {
  const options = ["--sort=false", "--escape=false", "--anchor=false", "--lockfile=false"];
  const { stdout } = await execa(terraformDocs, [
    ...["markdown", "table", "--show", section],
    ...options,
    directory,
  ]);
  const table = stdout.slice(stdout.indexOf("\n|") + 1).trim();
  // Markdown has no list in a table cell.
  return table.replace(/<br\/>( *)- /g, (_, indent: string) => `<br/>${"&nbsp;".repeat(indent.length)}• `);
}
