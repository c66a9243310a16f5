import type { PlanDocument, ResourceChange } from "../support/terraform.ts";

/** What a plan does, by kinds of resources. */
export interface Outcome {
  readonly updated: readonly string[];
  readonly created: readonly string[];
  readonly deleted: readonly string[];
  /** Deleted and created, at the same address or at another one. */
  readonly replaced: readonly string[];
}

/** Types of resources, as the page names them. Those that callers depend on come first. */
const KINDS: Readonly<Record<string, string>> = {
  aws_lambda_function: "function",
  aws_api_gateway_authorizer: "authorizer (REST)",
  "http_api.aws_apigatewayv2_authorizer": "authorizer (HTTP)",
  "websocket_api.aws_apigatewayv2_authorizer": "authorizer (WebSocket)",
  aws_lambda_permission: "permission",
  aws_lambda_alias: "alias",
  aws_api_gateway_gateway_response: "gateway responses",
  aws_iam_role: "role",
  aws_iam_role_policy: "role policy",
  aws_cloudwatch_log_group: "log group",
  aws_s3_object: "S3 object",
  aws_dynamodb_table: "table",
  aws_lambda_provisioned_concurrency_config: "provisioned concurrency",
  aws_appautoscaling_target: "scalable target",
  aws_appautoscaling_policy: "scaling policy",
  aws_cloudwatch_metric_alarm: "alarms",
  aws_cloudwatch_log_metric_filter: "metric filters",
  aws_cloudwatch_dashboard: "dashboard",
  aws_cloudwatch_query_definition: "saved queries",
};

/** What callers depend on: while it is replaced, or if its replacement fails, they can get a 500. */
const CRITICAL = /^(function|authorizer|permission|alias)/;

/** Whether callers depend on resources of this kind. */
export function isCritical(kind: string): boolean {
  return CRITICAL.test(kind);
}

/** @throws Error if a resource is of a type without a name in the table above */
export function outcomeOf(plan: PlanDocument, isCounted = (_address: string): boolean => true): Outcome {
  const changes = (plan.resource_changes ?? []).filter(
    ({ address, mode }) => mode === "managed" && isCounted(address),
  );
  const kindsWith = (action: ResourceChange["change"]["actions"][number]) =>
    new Set(changes.filter(({ change }) => change.actions.includes(action)).map(kindOf));
  const [created, deleted, updated] = [kindsWith("create"), kindsWith("delete"), kindsWith("update")];
  const ordered = (kinds: Iterable<string>) => {
    const chosen = new Set(kinds);
    return Object.values(KINDS).filter((kind) => chosen.has(kind));
  };
  return {
    updated: ordered(updated),
    created: ordered([...created].filter((kind) => !deleted.has(kind))),
    deleted: ordered([...deleted].filter((kind) => !created.has(kind))),
    replaced: ordered([...created].filter((kind) => deleted.has(kind))),
  };
}

function kindOf({ address, type }: ResourceChange): string {
  const [, attachment = ""] = /\bmodule\.(\w+_api)\b/.exec(address) ?? [];
  const kind = KINDS[type] ?? KINDS[`${attachment}.${type}`];
  if (kind === undefined)
    throw new Error(`${address} is of a kind that has no name in tests/state/classify.ts`);
  return kind;
}
