import { afterAll, beforeAll, expect, test } from "vitest";
import type { PlanDocument } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs } from "./support/inputs.ts";
import { expression, writeModuleCalls } from "./support/module-calls.ts";
import { planned } from "./support/planned.ts";

/** One tag more than an S3 object takes. */
const tagsOf = (owner: string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: 11 }, (_, number) => [`${owner}-${number}`, "x"]));
const own = tagsOf("own");
const ofProvider = tagsOf("provider");

let workspace: Workspace;
let plan: PlanDocument;

beforeAll(async () => {
  workspace = await createWorkspace();
  const preamble = `provider "aws" {
  alias                       = "tagged"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  default_tags {
    tags = ${JSON.stringify(ofProvider).replaceAll(":", "=")}
  }
}
`;
  const call = {
    name: "authorizer",
    source: ".",
    inputs: {
      ...functionInputs,
      providers: expression("{ aws = aws.tagged }"),
      configuration_s3: { bucket: "configurations" },
      tags: own,
    },
  };
  plan = await (await writeModuleCalls(workspace, "tags", [call], preamble)).terraform.planJson();
}, 120_000);

afterAll(() => workspace.remove());

test("the configuration in S3 has no tags, not even the provider's: S3 objects take at most ten", () => {
  const object = planned(plan, "module.authorizer.aws_s3_object.configuration[0]");
  expect(object["tags"] ?? {}).toEqual({});
  expect(object["tags_all"] ?? {}).toEqual({});
});

test.each(["aws_lambda_function.this[0]", "aws_iam_role.this[0]", "aws_cloudwatch_log_group.this[0]"])(
  "%s has all tags",
  (address) => {
    expect(planned(plan, `module.authorizer.${address}`)["tags_all"]).toEqual({ ...own, ...ofProvider });
  },
);
