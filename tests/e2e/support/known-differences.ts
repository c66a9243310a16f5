import type { PlanDocument } from "../../support/terraform.ts";

/** An attribute that the emulator returns with another value than AWS, so that a second plan would change it. */
interface KnownDifference {
  readonly type: string;
  readonly attribute: string;
  readonly reason: string;
}

const KNOWN: readonly KnownDifference[] = [
  {
    type: "aws_apigatewayv2_authorizer",
    attribute: "jwt_configuration",
    reason: "the emulator returns an empty JWT configuration for a REQUEST authorizer",
  },
  {
    type: "aws_apigatewayv2_authorizer",
    attribute: "authorizer_payload_format_version",
    reason: "the emulator returns a payload version for a WebSocket authorizer",
  },
  {
    type: "aws_apigatewayv2_integration",
    attribute: "integration_method",
    reason: "the emulator returns a method for a MOCK integration of a WebSocket API",
  },
  {
    type: "aws_api_gateway_stage",
    attribute: "access_log_settings",
    reason: "the emulator returns empty access log settings for a stage without access log settings",
  },
  {
    type: "aws_vpc_endpoint",
    attribute: "security_group_ids",
    reason: "the emulator returns a VPC endpoint without its security groups",
  },
  ...["actions_enabled", "alarm_actions", "alarm_description", "ok_actions", "treat_missing_data"].map(
    (attribute): KnownDifference => ({
      type: "aws_cloudwatch_metric_alarm",
      attribute,
      reason: "the emulator returns an alarm without this attribute, and Terraform would set it again",
    }),
  ),
];

/**
 * Lists the changes in a second plan, except those that the emulator is known to cause.
 *
 * @returns a line with address and attribute for each change; an empty list if the plan would be empty on AWS
 */
export function unexpectedChanges(plan: PlanDocument): readonly string[] {
  return (plan.resource_changes ?? []).flatMap(({ address, type, change }) => {
    const [action, ...others] = change.actions;
    if (action === "no-op" || action === "read") {
      return [];
    }
    if (action !== "update" || others.length > 0) {
      return [`${address}: ${change.actions.join(" and ")}`];
    }
    return changedAttributes(change.before, change.after)
      .filter((attribute) => !KNOWN.some((known) => known.type === type && known.attribute === attribute))
      .map((attribute) => `${address}: ${attribute}`);
  });
}

function changedAttributes(before: unknown, after: unknown): readonly string[] {
  const [old, planned] = [before, after] as [Record<string, unknown>, Record<string, unknown>];
  const names = new Set([...Object.keys(old), ...Object.keys(planned)]);
  return [...names].filter((name) => JSON.stringify(old[name]) !== JSON.stringify(planned[name]));
}
