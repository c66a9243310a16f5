import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { repositoryPath } from "../../build/archives.ts";
import { contractJson, modulesContractJson } from "../../build/contract.ts";

test.each([
  ["contract.json", contractJson],
  ["modules/contract.json", modulesContractJson],
])("%s is up to date: it equals what npm run build writes", async (path, content) => {
  expect(await readFile(repositoryPath(path), "utf8")).toBe(content());
});
