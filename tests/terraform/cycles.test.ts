import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDeclarations } from "../docs/declarations.ts";
import { repositoryRoot } from "../support/repository.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs } from "./support/inputs.ts";
import { expression, writeModuleCalls } from "./support/module-calls.ts";

/** Outputs that are known only after the APIs: IDs of authorizers, and triggers that change with them. */
const OF_APIS = /_authorizer_ids$|redeployment_triggers$/;

/** The OpenAPI document or description of every API contains every other output. */
const preamble = `
resource "aws_api_gateway_rest_api" "this" {
  name = "rest"
  body = jsonencode(local.outputs)
}

resource "aws_apigatewayv2_api" "http" {
  name          = "http"
  protocol_type = "HTTP"
  body          = jsonencode(local.outputs)
}

resource "aws_apigatewayv2_api" "websocket" {
  name                       = "websocket"
  protocol_type              = "WEBSOCKET"
  route_selection_expression = "$request.body.action"
  description                = jsonencode(local.outputs)
}
`;

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

test("an attached API may use every output except authorizer IDs and triggers, such as in its OpenAPI document", async () => {
  const outputs = (await readDeclarations(join(repositoryRoot, "outputs.tf"))).map(({ name }) => name);
  const usable = outputs.filter((name) => !OF_APIS.test(name));
  expect(usable).toEqual(expect.arrayContaining(["attachment", "invoke_arn", "openapi_security_schemes"]));
  const used = usable.map((name) => `module.authorizer.${name}`).join(", ");
  const call = {
    name: "authorizer",
    source: ".",
    inputs: {
      ...functionInputs,
      rules: [{ paths: ["/a", "$connect"], any_token: true }],
      invoke_from: { team: { account_id: "123456789012" } },
      rest_apis: { orders: { id: expression("aws_api_gateway_rest_api.this.id") } },
      http_apis: { web: { id: expression("aws_apigatewayv2_api.http.id") } },
      websocket_apis: { live: { id: expression("aws_apigatewayv2_api.websocket.id") } },
      openapi_apis: {
        rest: expression("aws_api_gateway_rest_api.this.execution_arn"),
        http: expression("aws_apigatewayv2_api.http.execution_arn"),
      },
    },
  };
  const locals = `locals {\n  outputs = [${used}]\n}\n`;
  const { terraform } = await writeModuleCalls(workspace, "cycles", [call], `${preamble}${locals}`);
  const diagnostics = await terraform.planDiagnostics();
  expect(diagnostics.map(({ summary, detail }) => `${summary} ${detail}`)).toEqual([]);
}, 120_000);
