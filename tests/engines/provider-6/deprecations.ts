/** The declarations of the package @pulumi/aws, as far as they are read here. */
export interface Declarations {
  /** The text of a file of a class, such as `lambda/function`. */
  readonly fileOf: (name: string) => Promise<string>;
  /** The text of the file with the types of nested blocks. */
  readonly inputs: string;
}

/** A property of an interface. */
interface Property {
  readonly deprecation: string | undefined;
  readonly type: string;
}
type Properties = ReadonlyMap<string, Property>;

/** The classes of @pulumi/aws that stand for the types of the module. */
const CLASSES: Readonly<Record<string, string>> = {
  aws_api_gateway_authorizer: "apigateway/authorizer",
  aws_api_gateway_gateway_response: "apigateway/response",
  aws_apigatewayv2_authorizer: "apigatewayv2/authorizer",
  aws_appautoscaling_policy: "appautoscaling/policy",
  aws_appautoscaling_scheduled_action: "appautoscaling/scheduledAction",
  aws_appautoscaling_target: "appautoscaling/target",
  aws_cloudwatch_dashboard: "cloudwatch/dashboard",
  aws_cloudwatch_log_group: "cloudwatch/logGroup",
  aws_cloudwatch_log_metric_filter: "cloudwatch/logMetricFilter",
  aws_cloudwatch_metric_alarm: "cloudwatch/metricAlarm",
  aws_cloudwatch_query_definition: "cloudwatch/queryDefinition",
  aws_dynamodb_table: "dynamodb/table",
  aws_iam_role: "iam/role",
  aws_iam_role_policy: "iam/rolePolicy",
  aws_lambda_alias: "lambda/alias",
  aws_lambda_function: "lambda/function",
  aws_lambda_invocation: "lambda/invocation",
  aws_lambda_permission: "lambda/permission",
  aws_lambda_provisioned_concurrency_config: "lambda/provisionedConcurrencyConfig",
  aws_s3_object: "s3/bucketObjectv2",
  "data.aws_lambda_function": "lambda/getFunction",
};

/** Arguments that have another name there. */
const RENAMED: Readonly<Record<string, string>> = {
  "aws_api_gateway_authorizer.rest_api_id": "restApi",
  "aws_api_gateway_gateway_response.rest_api_id": "restApiId",
  "aws_lambda_function.filename": "code",
  "aws_lambda_function.function_name": "name",
  "aws_lambda_permission.function_name": "function",
  "aws_cloudwatch_metric_alarm.alarm_name": "name",
};

/**
 * What the provider's schema says about arguments that are deprecated. Pulumi's package for AWS is generated from the
 * same schema, and keeps its deprecations.
 *
 * @param path the argument, after the nested blocks that it is in
 * @returns the deprecation; undefined if the argument is not deprecated
 * @throws Error if the argument is not found, so that no name is silently left out
 */
export async function deprecationOf(
  type: string,
  path: readonly string[],
  declarations: Declarations,
): Promise<string | undefined> {
  const file = CLASSES[type];
  if (file === undefined) throw new Error(`${type} has no class in the table of tests/engines/provider-6`);
  const name = file.slice(file.indexOf("/") + 1);
  let properties = interfaceIn(
    await declarations.fileOf(file),
    `${name[0]?.toUpperCase()}${name.slice(1)}Args`,
  );
  let found: Property | undefined;
  for (const [depth, argument] of path.entries()) {
    found = propertyOf(properties, type, argument);
    if (found === undefined) throw new Error(`${type}.${path.join(".")} is not in ${file} of @pulumi/aws`);
    if (depth < path.length - 1) properties = nestedOf(found, declarations.inputs);
  }
  return found?.deprecation;
}

function propertyOf(properties: Properties, type: string, argument: string): Property | undefined {
  const name = argument.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const names = [RENAMED[`${type}.${argument}`] ?? name, `${name}s`, name.replace(/y$/, "ies")];
  return names.map((candidate) => properties.get(candidate)).find((property) => property !== undefined);
}

function nestedOf({ type }: Property, inputs: string): Properties {
  const [, namespace = "", name = ""] = /\binputs\.(\w+)\.(\w+)/.exec(type) ?? [];
  const text = new RegExp(`^export declare namespace ${namespace} \\{\\n([\\s\\S]*?)^\\}$`, "m").exec(
    inputs,
  )?.[1];
  return interfaceIn(text ?? "", name);
}

function interfaceIn(text: string, name: string): Properties {
  const [, indent = "", body = ""] =
    new RegExp(`^( *)(?:export )?interface ${name} \\{\\n([\\s\\S]*?)^\\1\\}$`, "m").exec(text) ?? [];
  const property = new RegExp(`(/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/\\n)?^${indent} {4}(\\w+)\\??: (.*)$`, "gm");
  return new Map(
    [...body.matchAll(property)].map(([, comment = "", key = "", type = ""]) => [
      key,
      { deprecation: /@deprecated (.*)/.exec(comment)?.[1], type },
    ]),
  );
}
