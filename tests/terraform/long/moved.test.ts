import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { STATE_CHANGES_PAGE } from "../../../tools/state-changes.ts";
import { type Outcome, outcomeOf } from "../../state/classify.ts";
import { type Resource, readFixture, stateOf } from "../../state/fixture.ts";
import { planAgainst, planFixture } from "../../state/plan.ts";
import { repositoryRoot } from "../../support/repository.ts";
import { createWorkspace, type Workspace } from "../../support/workspace.ts";
import { writeModuleCalls } from "../support/module-calls.ts";

const page = await readFile(join(repositoryRoot, STATE_CHANGES_PAGE), "utf8");
const blocks = [...page.matchAll(/^```hcl\n(moved .*?)^```/gms)].map(([, hcl = ""]) => hcl);
const ofCall = blocks.filter((block) => /from = module\.authorizer$/m.test(block));
const ofAliases = blocks.filter((block) => block.includes("aws_lambda_alias"));
const ofKeys = blocks.filter((block) => !ofCall.includes(block));

/** The fixture's inputs with every key renamed as on the page, and the alias routed from outside. */
const renamed = {
  rest_apis: { shop: { id: "rest000001" } },
  http_apis: { shop: { id: "http000001" } },
  websocket_apis: { shop: { id: "socket0001" } },
  openapi_apis: { shop: "arn:aws:execute-api:us-east-1:000000000000:http000002" },
  invoke_from: { other: { account_id: "210987654321" } },
  ignore_alias_routing: true,
};

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

/** Everything that is not an update. */
const besideUpdates = ({ created, deleted, replaced }: Outcome) => [...created, ...deleted, ...replaced];

test("the page has a block for each key, for the alias and for the call", () => {
  expect([ofKeys.length, ofCall.length]).toEqual([Object.keys(renamed).length, 1]);
});

test("renamed keys replace authorizers, permissions and the alias", async () => {
  const { replaced } = outcomeOf(await planFixture(workspace, "without-moved", renamed));
  expect(replaced).toEqual([
    "authorizer (REST)",
    "authorizer (HTTP)",
    "authorizer (WebSocket)",
    "permission",
    "alias",
    "gateway responses",
  ]);
});

test("with the page's moved blocks, they replace nothing", async () => {
  const plan = await planFixture(workspace, "moved", renamed, ofKeys.join("\n"));
  expect(besideUpdates(outcomeOf(plan))).toEqual([]);
});

test("with the page's moved blocks, the alias of a place is not replaced either", async () => {
  const { inputs, state } = await readFixture();
  const given = { ...inputs, token_sources: { cookie: { cookie: "session" } }, ignore_alias_routing: true };
  const call = { name: "authorizer", source: ".", inputs: given };
  const { terraform } = await writeModuleCalls(workspace, "alias", [call], ofAliases.join("\n"));
  const resources = state.resources.flatMap((resource) =>
    resource.type === "aws_lambda_alias" ? [resource, aliasOfPlace(resource)] : [resource],
  );
  const plan = await planAgainst({ ...state, resources }, terraform);
  const aliases = (plan.resource_changes ?? []).filter(({ type }) => type === "aws_lambda_alias");
  expect(aliases.map(({ address, change }) => [address, change.actions])).toEqual([
    ["module.authorizer.aws_lambda_alias.externally_routed[0]", ["no-op"]],
    [
      'module.authorizer.aws_lambda_alias.token_source_externally_routed["cookie"]',
      [expect.stringMatching(/^(no-op|update)$/)],
    ],
  ]);
});

/** The alias `live-cookie`, as a state has it. */
function aliasOfPlace(live: Resource): Resource {
  const instances = live.instances.map((instance) => ({
    ...instance,
    index_key: "cookie",
    attributes: { ...instance.attributes, name: "live-cookie" },
  }));
  return { ...live, name: "token_source", instances };
}

test("with the page's moved block, a renamed call replaces nothing", async () => {
  const { inputs, state } = await readFixture();
  const call = { name: "login", source: ".", inputs };
  const { terraform } = await writeModuleCalls(workspace, "call", [call], ofCall.join("\n"));
  const plan = await planAgainst(stateOf(state, ["module.authorizer"]), terraform);
  expect(besideUpdates(outcomeOf(plan))).toEqual([]);
});
