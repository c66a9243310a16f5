import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { repositoryPath } from "../../build/archives.ts";
import { contractJson, modulesContractJson, modulesNearMissesJson } from "../../build/contract.ts";

test.each([
  ["contract.json", contractJson],
  ["modules/contract.json", modulesContractJson],
  ["modules/near-misses.json", modulesNearMissesJson],
])("%s is up to date: it equals what npm run build writes", async (path, content) => {
  expect(await readFile(repositoryPath(path), "utf8")).toBe(content());
});
