import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.ts";
import { engines } from "./engine.ts";

test("the lowest Terraform that the module accepts is one of the engines", async () => {
  const modules = (await readdir(join(repositoryRoot, "modules"))).filter((name) => !name.endsWith(".json"));
  const files = ["versions.tf", ...modules.map((name) => `modules/${name}/versions.tf`)];
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const text = await readFile(join(repositoryRoot, file), "utf8");
    const [, lowest] = /required_version = ">= (\d+\.\d+)(?:\.0)?"/.exec(text) ?? [];
    const tested = engines.map(({ program, version = "" }) => `${program} ${version}`);
    expect(
      tested.some((engine) => engine.startsWith(`terraform ${lowest}.`)),
      file,
    ).toBe(true);
  }
});
