import { afterAll, beforeAll, expect, test } from "vitest";
import { isCritical, outcomeOf } from "../state/classify.ts";
import { planFixture } from "../state/plan.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

test("an upgrade replaces and deletes no function, alias, authorizer or permission", async () => {
  const { replaced, deleted } = outcomeOf(await planFixture(workspace, "upgrade"));
  expect([...replaced, ...deleted].filter(isCritical)).toEqual([]);
});

test("such a replacement would be seen: another name replaces the function and its permissions", async () => {
  const { replaced } = outcomeOf(await planFixture(workspace, "renamed", { name: "shipping" }));
  expect(replaced).toEqual(expect.arrayContaining(["function", "alias", "permission"]));
});
