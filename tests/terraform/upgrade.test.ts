import { afterAll, beforeAll, expect, test } from "vitest";
import { isCritical, type Outcome, outcomeOf } from "../state/classify.ts";
import { readFixture, stateOf } from "../state/fixture.ts";
import { planAgainst } from "../state/plan.ts";
import type { PlanDocument } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { writeModuleCalls } from "./support/module-calls.ts";

let workspace: Workspace;
let plan: PlanDocument;

beforeAll(async () => {
  workspace = await createWorkspace();
  const { inputs, state } = await readFixture();
  const calls = { upgraded: inputs, renamed: { ...inputs, name: "shipping" } };
  const { terraform } = await writeModuleCalls(
    workspace,
    "upgrade",
    Object.entries(calls).map(([name, values]) => ({ name, source: ".", inputs: values })),
  );
  plan = await planAgainst(stateOf(state, ["module.upgraded", "module.renamed"]), terraform);
});

afterAll(() => workspace.remove());

const outcomeIn = (call: string): Outcome =>
  outcomeOf(plan, (address) => address.startsWith(`module.${call}.`));

test("an upgrade replaces and deletes no function, alias, authorizer or permission", () => {
  const { updated, replaced, deleted, created } = outcomeIn("upgraded");
  expect([...replaced, ...deleted, ...created].filter(isCritical)).toEqual([]);
  expect(updated).not.toContain("permission");
});

test("such a replacement would be seen: another name replaces the function and its permissions", () => {
  expect(outcomeIn("renamed").replaced).toEqual(expect.arrayContaining(["function", "alias", "permission"]));
});
