/** What an attribute with true or false may be, as JSON. Terraform converts strings. */
export const BOOLEAN = { json: '^(null|"?(true|false)"?)$', must: "true or false" } as const;

/** JSON of an integer that is not negative. Terraform converts strings. */
const WHOLE_NUMBER = '^(null|"?[0-9]{1,18}"?)$';

/** What one attribute of an object input may be. Null and a missing attribute are the same. */
export interface AttributeRule {
  /** A pattern of the value as JSON. The attribute is required if the pattern does not match `null`. */
  readonly json: string;
  /** Completes "must be". */
  readonly must: string;
  /** The smallest and the largest number, both allowed. */
  readonly min?: number;
  readonly max?: number;
}

/** An input of the root module that is an object, or one kind of object inside such an input. */
export interface ObjectInput {
  /** A valid value in HCL. Completes "must be an object, such as". */
  readonly example: string;
  readonly attributes: Readonly<Record<string, AttributeRule>>;
}

const PERCENT: AttributeRule = {
  json: '^(null|"?[0-9]{1,3}(\\.[0-9]{1,9})?"?)$',
  must: "a percentage from 1 to 100",
  min: 1,
  max: 100,
};

/**
 * The inputs that `input-faults.tf` checks, by their names. To add one: describe it here, and add one line to
 * `object_inputs` there. `INPUT.ATTRIBUTE` describes the objects in the map `ATTRIBUTE` of `INPUT`.
 */
export const OBJECT_INPUTS: Readonly<Record<string, ObjectInput>> = {
  alarms: {
    example: "{ sns_topic_arns = [aws_sns_topic.on_call.arn] }",
    attributes: {
      sns_topic_arns: {
        json: '^(null|\\[("arn:[a-z0-9-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+(\\.fifo)?",?){0,5}\\])$',
        must: 'a list of at most 5 ARNs of SNS topics, such as ["arn:aws:sns:eu-central-1:123456789012:on-call"]',
      },
      refusal_percent: PERCENT,
      refusal_minimum: {
        json: WHOLE_NUMBER,
        must: "a whole number of requests in 5 minutes, from 1 to 1000000000",
        min: 1,
        max: 1_000_000_000,
      },
      duration_percent: PERCENT,
      concurrent_executions: {
        json: WHOLE_NUMBER,
        must: "a whole number of instances from 1 to 1000000",
        min: 1,
        max: 1_000_000,
      },
      runbook_url: {
        json: '^(null|"https://[A-Za-z0-9._~:/?@!$()*+,;=%-]{1,500}")$',
        must: "an https URL of at most 500 characters without a fragment, because the alarms add one",
      },
    },
  },
  canary: {
    example: '{ stable_version = "12", weight = 0.05 }',
    attributes: {
      stable_version: {
        json: '^("[1-9][0-9]{0,18}"|[1-9][0-9]{0,18})$',
        must: 'the number of a published version, such as "12" (output function_version)',
      },
      weight: {
        json: '^"?0\\.[0-9]*[1-9][0-9]*"?$',
        must: "more than 0 and less than 1, such as 0.05",
      },
    },
  },
  vpc_config: {
    example:
      "{ subnet_ids = aws_subnet.private[*].id, security_group_ids = [aws_security_group.authorizer.id] }",
    attributes: {
      subnet_ids: {
        json: '^\\[("subnet-[0-9a-f]{8,40}",?){1,16}\\]$',
        must: 'a list of 1 to 16 IDs of subnets, such as ["subnet-0a1b2c3d", "subnet-4e5f6a7b"]',
      },
      security_group_ids: {
        json: '^\\[("sg-[0-9a-f]{8,40}",?){1,5}\\]$',
        must: 'a list of 1 to 5 IDs of security groups, such as ["sg-0a1b2c3d"]',
      },
      ipv6_allowed_for_dual_stack: BOOLEAN,
    },
  },
};
