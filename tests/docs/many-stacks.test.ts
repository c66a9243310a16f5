import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.ts";

const read = (file: string): Promise<string> => readFile(join(repositoryRoot, file), "utf8");

const [, published = ""] = /^ {2}attachment = .*\{\n(.*?)^ {2}\}/ms.exec(await read("main.tf")) ?? [];
const attributes = [...published.matchAll(/^ {4}(\w+) +=/gm)].map(([, name = ""]) => name);

/** The attributes that some submodule takes, and whether it requires them. */
async function taken(): Promise<ReadonlyMap<string, boolean>> {
  const found = new Map<string, boolean>();
  for (const kind of ["rest-api", "http-api", "websocket-api", "openapi"]) {
    const [, type = ""] =
      /^ {2}type = object\(\{\n(.*?)^ {2}\}\)/ms.exec(await read(`modules/${kind}/variables.tf`)) ?? [];
    for (const [, name = "", attribute = ""] of type.matchAll(/^ {4}(\w+) += (.+)$/gm)) {
      found.set(name, !attribute.startsWith("optional("));
    }
  }
  return found;
}

describe("the table of attachment's attributes in docs/many-stacks.md", () => {
  test("has what the root module publishes and the submodules require", async () => {
    const [, section = ""] =
      /## The value of attachment\n(.*?)\n\*\*/s.exec(await read("docs/many-stacks.md")) ?? [];
    const rows = [...section.matchAll(/^\| `(\w+)` \| .* \| (yes|no) \|$/gm)];
    const shown = new Map(rows.map(([, name = "", required]) => [name, required === "yes"]));
    expect(attributes.length).toBeGreaterThan(5);
    expect([...shown.keys()]).toEqual(attributes);
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(await taken()));
  });
});
