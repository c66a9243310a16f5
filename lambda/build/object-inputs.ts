/** What an attribute with true or false may be, as JSON. Terraform converts strings. */
export const BOOLEAN = { json: '^(null|"?(true|false)"?)$', must: "true or false" } as const;

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

/**
 * The inputs that `input-faults.tf` checks, by their names. To add one: describe it here, and add one line to
 * `object_inputs` there. `INPUT.ATTRIBUTE` describes the objects in the map `ATTRIBUTE` of `INPUT`.
 */
export const OBJECT_INPUTS: Readonly<Record<string, ObjectInput>> = {
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
