import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeSbom } from "../../tools/release/sbom.ts";
import { repositoryRoot } from "../support/repository.ts";

test("the SBOM contains every dependency of package.json, jose too, and no development dependency", async () => {
  const manifest = JSON.parse(await readFile(join(repositoryRoot, "package.json"), "utf8"));
  const { bomFormat, metadata, components } = await makeSbom(repositoryRoot);
  expect(bomFormat).toBe("CycloneDX");
  expect(metadata.component).toMatchObject({ name: manifest.name, version: manifest.version });
  const versions = Object.fromEntries(components.map(({ name, version }) => [name, version]));
  expect(versions).toMatchObject(manifest.dependencies);
  expect(Object.keys(manifest.dependencies)).toContain("jose");
  expect(Object.keys(manifest.devDependencies).filter((name) => Object.hasOwn(versions, name))).toEqual([]);
});
