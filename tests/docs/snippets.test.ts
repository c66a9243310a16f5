import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, test } from "vitest";
import { declarationsIn } from "../../tools/reference.ts";
import { repositoryRoot } from "../support/repository.ts";
import { createTemporaryDirectory } from "../support/temporary-directory.ts";
import { terraformVersion } from "../support/terraform-version.ts";
import { documentationPages } from "./pages.ts";

/** A block of HCL, and its page. */
interface Snippet {
  readonly page: string;
  readonly hcl: string;
}

const directory = createTemporaryDirectory("snippets");
const snippets = (await Promise.all((await documentationPages()).map(snippetsOf))).flat();
const variables = await declarationsIn(repositoryRoot, "variables");
const inputs = new Set([...variables.matchAll(/^variable "(\w+)"/gm)].map(([, name]) => name));

afterAll(() => directory.remove());

describe("the HCL in the documentation", () => {
  test("is valid and formatted", async () => {
    await terraformVersion();
    const texts = new Set(snippets.map(({ hcl }) => hcl));
    await Promise.all([...texts].map((hcl, index) => writeFile(join(directory.path, `${index}.tf`), hcl)));
    const { all, exitCode } = await execa("terraform", ["fmt", "-check", "-diff", directory.path], {
      reject: false,
      all: true,
    });
    expect(exitCode, all).toBe(0);
  });

  test.each([
    "README.md",
    "docs/quickstart-rest.md",
    "docs/quickstart-websocket.md",
    "docs/issuers.md",
    "docs/providers.md",
    "docs/migrating.md",
    "docs/rules.md",
    "docs/testing-rules.md",
    "docs/attach.md",
    "docs/custom-logic.md",
    "docs/openapi.md",
    "docs/monitoring.md",
    "docs/operations.md",
    "docs/resource-metadata.md",
    "docs/mutual-tls.md",
    "docs/revocation.md",
    "docs/dpop.md",
    "docs/many-stacks.md",
    "docs/integrations.md",
  ])("of %s sets only inputs that the module has", (page) => {
    const names = snippets.filter((snippet) => snippet.page === page).flatMap(({ hcl }) => inputsIn(hcl));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !inputs.has(name))).toEqual([]);
  });
});

function read(file: string): Promise<string> {
  return readFile(join(repositoryRoot, file), "utf8");
}

async function snippetsOf(page: string): Promise<readonly Snippet[]> {
  const blocks = (await read(page)).matchAll(/^```hcl\n(.*?)^```/gms);
  return [...blocks].map(([, hcl = ""]) => ({ page, hcl }));
}

/** The names that a snippet sets at its top level, or in a block of the root module. */
function inputsIn(hcl: string): readonly string[] {
  const root = /^module "\w+" \{\n {2}source +=\s+"[\w-]+\/jwt-authorizer\/aws"\n(.*?)^\}/ms.exec(hcl)?.[1];
  const assignments = root === undefined ? hcl.matchAll(/^(\w+) +=/gm) : root.matchAll(/^ {2}(\w+) +=/gm);
  return [...assignments].map(([, name = ""]) => name).filter((name) => name !== "version");
}
