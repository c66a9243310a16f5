import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderTable, type Section } from "./terraform-docs.ts";

/** The directory of the module that a page documents, by page. */
export const references: Readonly<Record<string, string>> = {
  "docs/reference.md": ".",
  "modules/rest-api/README.md": "modules/rest-api",
  "modules/http-api/README.md": "modules/http-api",
  "modules/websocket-api/README.md": "modules/websocket-api",
  "modules/openapi/README.md": "modules/openapi",
  "modules/rule-tests/README.md": "modules/rule-tests",
  "modules/self-check/README.md": "modules/self-check",
};

const BEGIN = "<!-- BEGIN_TF_DOCS -->";
const END = "<!-- END_TF_DOCS -->";

/** A page with the tables of its module as the declarations want them. */
export async function upToDateReference(
  terraformDocs: string,
  repository: string,
  page: string,
  module: string,
): Promise<string> {
  const text = await readFile(join(repository, page), "utf8");
  const sections = await Promise.all([
    renderSection(terraformDocs, await declarationsIn(join(repository, module), "variables"), "inputs"),
    renderSection(terraformDocs, await declarationsIn(join(repository, module), "outputs"), "outputs"),
    renderSection(terraformDocs, await declarationsIn(join(repository, module), "versions"), "requirements"),
  ]);
  return withTables(page, text, sections.join("\n\n"));
}

/** A page with these tables in the place that terraform-docs writes. @throws Error if the page has no such place */
function withTables(page: string, text: string, tables: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin === -1 || end < begin) {
    throw new Error(`${page} needs the lines ${BEGIN} and ${END}`);
  }
  return `${text.slice(0, begin)}${BEGIN}\n${tables}\n${text.slice(end)}`;
}

/** The text of a module's files of one kind: `variables` stands for variables.tf and variables-TOPIC.tf. */
export async function declarationsIn(directory: string, kind: string): Promise<string> {
  const files = (await readdir(directory)).filter((name) => new RegExp(`^${kind}(-.+)?\\.tf$`).test(name));
  // The file without a topic comes first.
  const ordered = files.toSorted((a, b) => a.length - b.length || a.localeCompare(b));
  return (await Promise.all(ordered.map((name) => readFile(join(directory, name), "utf8")))).join("\n");
}

/** A table for each topic of the declarations. terraform-docs knows no topics, so it reads each as a module of its own. */
async function renderSection(terraformDocs: string, text: string, section: Section): Promise<string> {
  const parts = [`## ${section[0]?.toUpperCase()}${section.slice(1)}`];
  for (const { title, declarations } of topicsOf(text)) {
    const directory = await mkdtemp(join(tmpdir(), "terraform-docs-"));
    await writeFile(join(directory, "topic.tf"), declarations);
    const table = await renderTable(terraformDocs, directory, section);
    await rm(directory, { recursive: true });
    parts.push(...(title === "" ? [] : [`### ${title}`]), table);
  }
  return parts.join("\n\n");
}

/** Declarations, split at its banners: comments without a full stop, followed by an empty line. */
function topicsOf(text: string): readonly { readonly title: string; readonly declarations: string }[] {
  const [first = "", ...others] = `\n${text}`.split(/\n\n?# (.*[^.])\n(?=\n)/);
  const topics = [{ title: "", declarations: first }];
  for (let index = 0; index < others.length; index += 2) {
    topics.push({ title: others[index] ?? "", declarations: others[index + 1] ?? "" });
  }
  return topics.filter(({ declarations }) => declarations.trim() !== "");
}
