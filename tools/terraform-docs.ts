import { execa } from "execa";
import { findGoProgram } from "./go-program.ts";

/**
 * Builds terraform-docs, unless the cache has it already.
 *
 * @returns the path of the program, or undefined if Go is not installed
 */
export function findTerraformDocs(cache: string): Promise<string | undefined> {
  return findGoProgram(cache, {
    name: "terraform-docs",
    module: "github.com/terraform-docs/terraform-docs",
    version: "0.20.0",
  });
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
