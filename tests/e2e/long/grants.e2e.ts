import { after, before, describe, test } from "node:test";
import type { Terraform } from "../../support/terraform.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { assertOrder } from "../support/apply-order.ts";

const ALIAS = "module.authorizer.aws_lambda_alias.this[0]: Modifications complete";
const POLICY = "module.authorizer.aws_iam_role_policy.this[0]";
const TABLE = "module.authorizer.aws_dynamodb_table.revocation[0]";
const OBJECT = "module.authorizer.aws_s3_object.configuration[0]";

/** Until the alias points to the new version, requests are decided by the previous one. */
describe("what the previous version of the function may read", () => {
  let lab: Lab;
  let terraform: Terraform;

  const apply = (reads: boolean): Promise<string> =>
    terraform.apply({
      reads,
      issuer: lab.identityProvider.issuer,
      ca_certificates_pem: lab.certificateAuthority.certificatePem,
    });

  before(async () => {
    lab = await startLab({ audiences: ["https://api.example.com"] });
    terraform = lab.workspace.directory("tests/e2e/fixtures/grants");
    await terraform.init();
    await apply(false);
  });

  after(() => lab.stop());

  test("a new grant and a new configuration exist before the version that needs them", async () => {
    const printed = await apply(true);
    const version = "module.authorizer.aws_lambda_function.this[0]: Modifications complete";
    assertOrder(printed, [`${POLICY}: Creation complete`, version, ALIAS]);
    assertOrder(printed, [`${OBJECT}: Creation complete`, version, ALIAS]);
    assertOrder(printed, [`${TABLE}: Creation complete`, version, ALIAS]);
  });

  test("a grant and a configuration that are no longer needed are deleted after the alias has moved", async () => {
    const printed = await apply(false);
    assertOrder(printed, [`${POLICY}: Creation complete`, ALIAS, `${POLICY}: Destruction complete`]);
    assertOrder(printed, [ALIAS, `${OBJECT}: Destruction complete`]);
    assertOrder(printed, [ALIAS, `${TABLE}: Destruction complete`]);
  });
});
