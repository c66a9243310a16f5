import { expect, test } from "vitest";
import { argumentsIn } from "./arguments.ts";
import { blocksOf, type ParsedFile } from "./blocks.ts";
import { faultsOf, type Provider } from "./check.ts";
import { deprecationOf } from "./deprecations.ts";

/** As @cdktf/hcl2json returns a file: blocks are lists of objects, and `dynamic` is a block like any other. */
const FILE: ParsedFile = {
  resource: {
    aws_lambda_function: {
      this: [
        {
          count: "1",
          lifecycle: [{ create_before_destroy: true }],
          runtime: "nodejs22.x",
          layers: ["a"],
          environment: [{ variables: "names and values" }],
          dynamic: { vpc_config: [{ for_each: "[]", content: [{ subnet_ids: "ids" }] }] },
        },
      ],
    },
  },
  data: { aws_lambda_function: { stable: [{ function_name: "orders" }] } },
};

/** As in @cdktf/provider-aws. */
const GENERATED = `
function lambdaFunctionEnvironmentToHclTerraform(struct) {
    const attrs = {
        variables: {
            value: cdktf.hashMapperHcl(cdktf.stringToHclTerraform)(struct.variables),
            isBlock: false,
        },
    };
}
class LambdaFunction extends cdktf.TerraformResource {
    synthesizeHclAttributes() {
        const attrs = {
            runtime: {
                value: cdktf.stringToHclTerraform(this._runtime),
                isBlock: false,
            },
            environment: {
                value: cdktf.listMapperHcl(lambdaFunctionEnvironmentToHclTerraform, true)(this._environment),
                isBlock: true,
            },
        };
    }
}
`;

/** As in @pulumi/aws. */
const DECLARATIONS = {
  fileOf: async () => `export interface FunctionArgs {
    /**
     * @deprecated use another one
     */
    runtime?: pulumi.Input<string>;
    layers?: pulumi.Input<string>;
    environment?: pulumi.Input<inputs.lambda.FunctionEnvironment | undefined>;
}
`,
  inputs: `export declare namespace lambda {
    interface FunctionEnvironment {
        /**
         * Names and values.
         * @deprecated gone
         */
        variables?: pulumi.Input<string>;
    }
}
`,
};

test("every argument of a block is read: attributes, blocks and dynamic blocks, without meta-arguments", () => {
  const [resource, data] = blocksOf("function.tf", FILE);
  expect(resource?.place).toBe("function.tf: aws_lambda_function.this");
  expect(resource?.arguments).toEqual(
    new Map<string, unknown>([
      ["runtime", null],
      ["layers", null],
      ["environment", new Map([["variables", null]])],
      ["vpc_config", new Map([["subnet_ids", null]])],
    ]),
  );
  expect(data?.type).toBe("data.aws_lambda_function");
});

test("the arguments of a type are read from the generated code, with those of nested blocks", () => {
  expect(argumentsIn(GENERATED)).toEqual(
    new Map<string, unknown>([
      ["runtime", null],
      ["environment", new Map([["variables", null]])],
    ]),
  );
  expect(() => argumentsIn("class Other {}")).toThrow("no method synthesizeHclAttributes");
});

test("a deprecation is found in a type and in a nested block, and an unknown name is an error", async () => {
  const of = (...path: string[]) => deprecationOf("aws_lambda_function", path, DECLARATIONS);
  expect(await of("runtime")).toBe("use another one");
  expect(await of("layers")).toBeUndefined();
  expect(await of("environment", "variables")).toBe("gone");
  await expect(of("runtimes")).rejects.toThrow("aws_lambda_function.runtimes is not in lambda/function");
});

test("an argument that the provider does not have, a deprecated one and an unknown type are faults", async () => {
  const provider: Provider = {
    argumentsOf: async (type) => (type.startsWith("data.") ? undefined : argumentsIn(GENERATED)),
    deprecationOf: async (_type, path) => (path.join(".") === "environment.variables" ? "gone" : undefined),
  };
  const faults = await Promise.all(blocksOf("function.tf", FILE).map((block) => faultsOf(block, provider)));
  const place = "function.tf: aws_lambda_function.this";
  expect(faults.flat()).toEqual([
    `${place}: the provider has no argument layers`,
    `${place}: environment.variables is deprecated: gone`,
    `${place}: the provider has no argument vpc_config`,
    "function.tf: data.aws_lambda_function.stable: the provider has no data.aws_lambda_function",
  ]);
});
