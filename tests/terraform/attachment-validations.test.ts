import { afterAll, beforeAll, describe } from "vitest";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { type InvalidApi, ofHttpApi, ofRestApi, ofWebsocketApi } from "./support/apis.ts";
import { invalidCors } from "./support/cors.ts";
import { attachment } from "./support/inputs.ts";
import { secret } from "./support/module-calls.ts";
import { planRefusals, type Refusal } from "./support/refusals.ts";

/** The attach module by itself calls the API `api`. Another of its attributes is sensitive. */
const ofAttachment = (invalidApis: readonly InvalidApi[]): readonly Refusal[] => [
  ...invalidApis.map(
    ([attributes, message]): Refusal => [
      { api: { id: "a1", name: secret("orders"), ...attributes } },
      `api${message}`,
    ],
  ),
  [{ api: { id: "a1", name: "a b" } }, 'api.name is "a b": it must be 1 to 128 letters'],
  [{ api: { name: secret("orders") } }, "api.id is missing: set it to the ID of the API"],
  [{ api: "a1" }, "api must be an object, such as { id ="],
];

/** These messages use a second variable, so that Terraform knows them later than others, and plans them separately. */
const refused = planRefusals("refused-by-attachment", [
  {
    source: "modules/rest-api",
    base: { function: attachment },
    refusals: [
      ...ofAttachment([
        ...ofRestApi,
        ...invalidCors.map(
          ([value, message]): InvalidApi => [{ cors_configuration: value }, `.cors_configuration${message}`],
        ),
      ]),
    ],
  },
  {
    source: "modules/http-api",
    base: { function: attachment },
    refusals: ofAttachment(ofHttpApi),
  },
  {
    source: "modules/websocket-api",
    base: { function: attachment },
    refusals: ofAttachment(ofWebsocketApi),
  },
]);

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
  await refused.plan(workspace);
}, 300_000);

afterAll(() => workspace.remove());

describe(
  "a module that attaches an API rejects invalid attributes of api by their name",
  refused.declareTests,
);
