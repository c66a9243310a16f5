import type { PlanDocument, ResourceChange } from "../support/terraform.ts";
import { RUN_TAG } from "./run-name.ts";

/**
 * The types of resources that a run may create, with the attribute that is the resource's name in the account; null if
 * the resource is a part of another one. None of them costs anything while it is not called.
 */
const ALLOWED: Readonly<Record<string, string | null>> = {
  aws_api_gateway_api_key: "name",
  aws_api_gateway_authorizer: "name",
  aws_api_gateway_deployment: null,
  aws_api_gateway_gateway_response: null,
  aws_api_gateway_integration: null,
  aws_api_gateway_method: null,
  aws_api_gateway_resource: null,
  aws_api_gateway_rest_api: "name",
  aws_api_gateway_stage: null,
  aws_api_gateway_usage_plan: "name",
  aws_api_gateway_usage_plan_key: null,
  aws_apigatewayv2_api: "name",
  aws_apigatewayv2_authorizer: "name",
  aws_apigatewayv2_integration: null,
  aws_apigatewayv2_route: null,
  aws_apigatewayv2_route_response: null,
  aws_apigatewayv2_stage: null,
  aws_cloudwatch_log_group: "name",
  aws_iam_role: "name",
  aws_iam_role_policy: null,
  aws_lambda_alias: null,
  aws_lambda_function: "function_name",
  aws_lambda_permission: null,
};

/** Both stacks together have about 80. */
const MOST_RESOURCES = 120;

/**
 * Checks what a run is about to create.
 *
 * @returns a line for each fault: a resource that may cost something, that does not carry the name of the run, or that
 *   is not created; or too many resources
 */
export function faultsOfPlans(plans: readonly PlanDocument[], runName: string): readonly string[] {
  const changes = plans.flatMap((plan) => plan.resource_changes ?? []);
  const managed = changes.filter(({ mode }) => mode === "managed");
  const faults = managed.flatMap((change) => faultsOf(change, runName));
  return managed.length > MOST_RESOURCES
    ? [...faults, `${managed.length} resources are more than ${MOST_RESOURCES}`]
    : faults;
}

function faultsOf({ address, type, change }: ResourceChange, runName: string): string[] {
  const attribute = ALLOWED[type];
  if (attribute === undefined) {
    return [`${address}: the type ${type} is not allowed, because it may cost something`];
  }
  const faults: string[] = [];
  if (change.actions.join() !== "create") {
    faults.push(`${address}: ${change.actions.join(" and ")} instead of create`);
  }
  const planned = change.after as Readonly<Record<string, unknown>>;
  if (attribute !== null && !nameOf(planned, attribute).includes(runName)) {
    faults.push(`${address}: its name does not contain ${runName}`);
  }
  const tags = planned["tags_all"];
  if (tags !== undefined && (tags as Record<string, unknown> | null)?.[RUN_TAG] !== runName) {
    faults.push(`${address}: it has no tag ${RUN_TAG} with the value ${runName}`);
  }
  return faults;
}

/** A role has a prefix of a name instead. */
function nameOf(planned: Readonly<Record<string, unknown>>, attribute: string): string {
  return String(planned[attribute] ?? planned["name_prefix"] ?? "");
}
