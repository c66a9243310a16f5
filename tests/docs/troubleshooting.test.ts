import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FAILURE_CODES } from "../../lambda/src/failure.ts";
import { declarationsIn } from "../../tools/reference.ts";
import { repositoryRoot } from "../support/repository.ts";

const page = await readFile(join(repositoryRoot, "docs/troubleshooting.md"), "utf8");

/** Names of the AWS provider, fields of lines in a log, and fields of the answer to a self-check. */
const OTHER_NAMES = [
  ...["auto_deploy", "authorization_type", "authorizer_id", "ignore_tags"],
  ...["satisfied_rules", "response_type", "last_fetch_error"],
];

describe("the page about troubleshooting", () => {
  test("quotes messages that the module has", async () => {
    const section =
      page.split("tests/docs/troubleshooting.test.ts. -->")[1]?.split("Messages of Terraform and AWS")[0] ??
      "";
    const quoted = [...section.matchAll(/^\| `(.*?)`/gm)].map(([, message = ""]) => message);
    expect(quoted.length).toBeGreaterThan(5);
    const folders = [".", "modules/rest-api", "modules/http-api"];
    const sources = await Promise.all(
      folders.map(async (folder) => {
        const names = (await readdir(join(repositoryRoot, folder))).filter((name) => name.endsWith(".tf"));
        return Promise.all(names.map((name) => readFile(join(repositoryRoot, folder, name), "utf8")));
      }),
    );
    const text = sources.flat().join("\n");
    expect(quoted.filter((message) => !text.includes(message))).toEqual([]);
  });

  test("names only inputs, their attributes, outputs and reasons that exist", async () => {
    const contract = await readFile(join(repositoryRoot, "contract.json"), "utf8");
    const declarations = [
      await declarationsIn(repositoryRoot, "variables"),
      await declarationsIn(repositoryRoot, "outputs"),
    ].join("\n");
    const declared = [...declarations.matchAll(/^(?:variable|output) "(\w+)"/gm)].map(([, name]) => name);
    const known = new Set<string | undefined>([...declared, ...FAILURE_CODES, ...OTHER_NAMES]);
    const named = [...page.matchAll(/`([a-z]+(?:_[a-z0-9]+)+)(?: = [^`]*)?`/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(30);
    const isKnown = (name = ""): boolean =>
      known.has(name) || contract.includes(`"${name}"`) || name.startsWith("aws_");
    expect(named.filter((name) => !isKnown(name))).toEqual([]);
  });
});
