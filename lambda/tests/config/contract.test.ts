import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { repositoryPath } from "../../build/archives.ts";
import { contractJson } from "../../build/contract.ts";

test("contract.json is up to date: it equals what npm run build writes", async () => {
  expect(await readFile(repositoryPath("contract.json"), "utf8")).toBe(contractJson());
});
