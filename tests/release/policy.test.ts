import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.ts";

const read = (path: string): Promise<string> => readFile(join(repositoryRoot, path), "utf8");

describe("UPGRADING.md", () => {
  test("names the versions that the module and the package accept", async () => {
    const page = await read("UPGRADING.md");
    const versions = await read("versions.tf");
    const [, terraform] = /required_version = ">= ([\d.]+)"/.exec(versions) ?? [];
    const [, lowest, tooHigh] = /version = ">= ([\d.]+), < (\d+)"/.exec(versions) ?? [];
    const { engines } = JSON.parse(await read("package.json"));
    const [, runtime] =
      /variable "runtime" \{[\s\S]*?default\s*= "(nodejs\d+\.x)"/.exec(await read("variables.tf")) ?? [];
    expect([terraform, lowest, tooHigh, runtime]).not.toContain(undefined);
    for (const row of [
      `| Terraform | ${terraform} or later |`,
      `| OpenTofu | ${terraform} or later |`,
      `| provider \`hashicorp/aws\` | ${lowest} or later, below ${tooHigh} |`,
      `| Node.js runtime of the function | \`${runtime}\` or later |`,
      `| Node.js for the npm package and for work on the module | ${engines.node.replace(">=", "")} or later |`,
    ]) {
      expect(page).toContain(row);
    }
  });
});

/** The attributes of the output `attachment` in version 0.1.0. Until 1.0.0, none may be removed from it. */
const ATTACHMENT_OF_0_1_0 = [
  "authorizer_credentials_arn",
  "function_arn",
  "function_name",
  "invoke_arn",
  "per_request",
  "qualifier",
  "token_source",
  "websocket_token_source",
];

describe("the output attachment, across versions", () => {
  test("has every attribute that it had in 0.1.0, so that older modules accept it", async () => {
    const [, object = ""] = /^ {2}attachment = [^{]*\{\n(.*?)^ {2}\}/ms.exec(await read("main.tf")) ?? [];
    const attributes = [...object.matchAll(/^ {4}(\w+) +=/gm)].map(([, name]) => name);
    expect(attributes).toEqual(expect.arrayContaining(ATTACHMENT_OF_0_1_0));
  });

  test("needs no attribute that it did not have in 0.1.0, so that newer modules accept an older one", async () => {
    const modules: string[] = [];
    for (const name of await readdir(join(repositoryRoot, "modules"))) {
      const variables = await read(join("modules", name, "variables.tf")).catch(() => "");
      const [, type] =
        /^variable "function" \{\n.*?type = object\(\{\n(.*?)^ {2}\}\)/ms.exec(variables) ?? [];
      if (type !== undefined) {
        modules.push(name);
        const attributes = [...type.matchAll(/^ {4}(\w+) +=/gm)].map(([, attribute]) => attribute);
        const required = [...type.matchAll(/^ {4}(\w+) += (?!optional)/gm)].map(
          ([, attribute = ""]) => attribute,
        );
        expect(attributes.length, name).toBeGreaterThan(0);
        expect(
          required.filter((attribute) => !ATTACHMENT_OF_0_1_0.includes(attribute)),
          name,
        ).toEqual([]);
      }
    }
    expect(modules.toSorted()).toEqual(["http-api", "openapi", "rest-api", "self-check", "websocket-api"]);
  });
});
