import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { STATE_CHANGES_PAGE, withTables } from "../../../tools/state-changes.ts";
import { planInputChanges } from "../../state/state-changes.ts";
import { repositoryRoot } from "../../support/repository.ts";

test("the tables of changes are what the plans do (npx tsx tools/state-changes.ts)", async () => {
  const page = await readFile(join(repositoryRoot, STATE_CHANGES_PAGE), "utf8");
  expect(page).toBe(withTables(page, await planInputChanges()));
}, 600_000);
