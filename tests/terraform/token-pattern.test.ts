import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTokenReader } from "../../lambda/tests/support/token-reader.ts";
import type { PlanDocument } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { attachment } from "./support/inputs.ts";
import { type InstantiatingModule, writeModuleInstances } from "./support/module-calls.ts";
import { planned } from "./support/planned.ts";

const schemes = ["Bearer", "", "DPoP", "X-Token-2"];

const part = fc.string({ unit: fc.constantFrom(..."AZaz09_-".split("")), maxLength: 12 });
const jwsLike = fc.array(part, { minLength: 2, maxLength: 4 }).map((parts) => parts.join("."));
const spaces = fc.constantFrom("", " ", "  ", "\t", "\n");
const separated = (scheme: string) =>
  fc.tuple(
    spaces,
    fc.constantFrom(scheme, scheme.toLowerCase(), scheme.toUpperCase(), "Basic"),
    spaces,
    jwsLike,
    spaces,
  );

let workspace: Workspace;
let calling: InstantiatingModule;
let plan: PlanDocument;

beforeAll(async () => {
  workspace = await createWorkspace();
  const calls = schemes.map((scheme, number) => ({
    name: `scheme_${number}`,
    source: "modules/rest-api",
    inputs: {
      function: { ...attachment, token_source: { header: "Authorization", scheme } },
      api: { id: "a1", type: "TOKEN" },
    },
  }));
  calling = await writeModuleInstances(workspace, "token-pattern", calls);
  plan = await calling.terraform.planJson();
}, 120_000);

afterAll(() => workspace.remove());

describe("a TOKEN authorizer's validation expression passes exactly what the function takes for a token", () => {
  test.each(schemes.map((scheme, number) => ({ scheme, number })))(
    "scheme '$scheme'",
    ({ scheme, number }) => {
      const authorizer = planned(
        plan,
        calling.addressIn(`scheme_${number}`, "aws_api_gateway_authorizer.this"),
      );
      const pattern = new RegExp(String(authorizer["identity_validation_expression"]));
      const extract = createTokenReader({ place: "header", name: "Authorization", scheme });
      const isTaken = (value: string): boolean =>
        typeof extract({
          header: () => [value],
          identitySource: undefined,
          cookieHeaders: () => [],
          queryParameter: () => [],
        }) === "string";

      expect(isTaken(`${scheme} e30.e30.AA`.trimStart())).toBe(true);
      fc.assert(
        fc.property(
          fc.oneof(
            separated(scheme).map((parts) => parts.join("")),
            fc.string(),
          ),
          (value) => {
            expect(pattern.test(value)).toBe(isTaken(value));
          },
        ),
        { numRuns: 2000 },
      );
    },
  );
});
