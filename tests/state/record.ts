import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startEmulator } from "../e2e/lab/emulator.ts";
import { runScript } from "../support/cleanup.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { inputsFile, type Resource, type State, stateFile } from "./fixture.ts";
import { sanitized } from "./sanitize.ts";

/**
 * `npx tsx tests/state/record.ts`: applies the module on the emulator with the inputs of the fixture, and writes the
 * sanitised state into the fixture. Run `npm run format` afterwards.
 */
runScript(async () => {
  const emulator = await startEmulator();
  const workspace = await createWorkspace({ endpoint: emulator.endpoint });
  const ids = await createApis(workspace);
  const state = await applyModule(workspace, ids);
  await writeFile(stateFile, `${JSON.stringify(state, null, 2)}\n`);
});

/** The APIs of the inputs, with the IDs that stand for them there. */
const APIS = `resource "aws_api_gateway_rest_api" "rest000001" {
  name = "orders"
}

resource "aws_apigatewayv2_api" "http" {
  for_each      = toset(["http000001", "http000002"])
  name          = each.key
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_api" "socket0001" {
  name                       = "live"
  protocol_type              = "WEBSOCKET"
  route_selection_expression = "$request.body.action"
}

output "ids" {
  value = merge(
    { for key, api in aws_apigatewayv2_api.http : key => api.id },
    {
      rest000001 = aws_api_gateway_rest_api.rest000001.id
      socket0001 = aws_apigatewayv2_api.socket0001.id
    },
  )
}
`;

async function createApis(workspace: Workspace): Promise<Readonly<Record<string, string>>> {
  const terraform = await rootModule(workspace, "apis", "main.tf", APIS);
  await terraform.apply();
  return (await terraform.output())["ids"] as Record<string, string>;
}

async function applyModule(workspace: Workspace, ids: Readonly<Record<string, string>>): Promise<State> {
  const inputs = JSON.parse(replaced(await readFile(inputsFile, "utf8"), Object.entries(ids)));
  const call = JSON.stringify({ module: { authorizer: { source: "../", ...inputs } } });
  const terraform = await rootModule(workspace, "recorded", "main.tf.json", call);
  await terraform.apply();
  const { resources }: { resources: Resource[] } = JSON.parse(
    await readFile(join(terraform.path, "terraform.tfstate"), "utf8"),
  );
  const state = sanitized(resources, await terraform.planJson());
  const back = Object.entries(ids).map(([placeholder, id]): [string, string] => [id, placeholder]);
  return JSON.parse(replaced(JSON.stringify(state), back));
}

function replaced(text: string, pairs: readonly (readonly [from: string, to: string])[]): string {
  return pairs.reduce((result, [from, to]) => result.replaceAll(from, to), text);
}

async function rootModule(workspace: Workspace, directory: string, file: string, text: string) {
  const terraform = workspace.directory(directory);
  await mkdir(terraform.path);
  await writeFile(join(terraform.path, file), text);
  await terraform.init();
  return terraform;
}
