import { CONTRACT } from "../src/config/contract.ts";

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

/** The base URLs of proofs (DPoP). */
export const BASE_URLS: AttributeRule = {
  json: `^\\[("${CONTRACT.patterns.dpop_base_url.slice(1, -1)}",?){1,${CONTRACT.sizes.dpop_base_urls}}\\]$`,
  must: `${CONTRACT.sentences.dpop_base_urls}, each ${CONTRACT.sentences.dpop_base_url}`,
};

/** An input of the root module that is an object, or one kind of object inside such an input. */
export interface ObjectInput {
  /** A valid value in HCL. Completes "must be an object, such as". */
  readonly example: string;
  readonly attributes: Readonly<Record<string, AttributeRule>>;
}

/** A number as JSON, which may be in quotes: Terraform converts strings. */
function numberBetween(
  min: number,
  max: number,
  must: string,
  isRequired: "required" | "optional",
): AttributeRule {
  const number = '"?[0-9]{1,9}(\\.[0-9]{1,9})?"?';
  return { json: isRequired === "required" ? `^${number}$` : `^(null|${number})$`, must, min, max };
}

function wholeNumberBetween(
  min: number,
  max: number,
  unit: string,
  isRequired: "required" | "optional",
): AttributeRule {
  const rule = numberBetween(min, max, `a whole number of ${unit} from ${min} to ${max}`, isRequired);
  return { ...rule, json: rule.json.replace("(\\.[0-9]{1,9})?", "") };
}

/**
 * A string that a pattern of the contract accepts. Of the characters in these patterns, HCL's jsonencode escapes only `&`.
 *
 * @param must instead of the contract's sentence
 */
function optionalText(
  name: keyof typeof CONTRACT.patterns & keyof typeof CONTRACT.sentences,
  must: string = CONTRACT.sentences[name],
): AttributeRule {
  const pattern = CONTRACT.patterns[name].slice(1, -1);
  const escaped = pattern.replace(/\[([^\]]*)&([^\]]*)\]/, "([$1$2]|\\\\u0026)");
  return { json: `^(null|"${escaped}")$`, must };
}

/** A quota of an account is lower. A larger number is a typing error. */
const MOST_INSTANCES = 100_000;

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
      refusal_percent: numberBetween(1, 100, "a percentage from 1 to 100", "optional"),
      refusal_minimum: wholeNumberBetween(1, 100_000_000, "requests in 5 minutes", "optional"),
      duration_percent: numberBetween(1, 100, "a percentage from 1 to 100", "optional"),
      concurrent_executions: wholeNumberBetween(1, MOST_INSTANCES, "instances", "optional"),
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
      weight: { json: '^"?0\\.[0-9]*[1-9][0-9]*"?$', must: "more than 0 and less than 1, such as 0.05" },
    },
  },
  // Each object in the map.
  token_sources: {
    example: '{ cookie = "session" }',
    attributes: {
      header: optionalText("header"),
      scheme: optionalText("scheme"),
      cookie: optionalText("cookie"),
      query_parameter: optionalText("query_parameter"),
      subprotocol: optionalText("subprotocol"),
    },
  },
  revocation: {
    example: '{ claims = ["jti", "sub"], cache_ttl_seconds = 30 }',
    attributes: {
      table_arn: optionalText(
        "dynamodb_table_arn",
        "the ARN of a DynamoDB table, such as aws_dynamodb_table.NAME.arn. Remove the attribute to let the module create a table",
      ),
      kms_key_arn: optionalText("kms_key_arn"),
      claims: {
        json: `^(null|\\[("(${CONTRACT.revocation_claims.join("|")})",?){1,4}\\])$`,
        must: `a list of at least one of ${CONTRACT.revocation_claims.join(", ")}`,
      },
      cache_ttl_seconds: wholeNumberBetween(
        CONTRACT.ranges.revocation_cache_ttl_seconds.min,
        CONTRACT.ranges.revocation_cache_ttl_seconds.max,
        "seconds",
        "optional",
      ),
      fail: {
        json: `^(null|"(${CONTRACT.revocation_failures.join("|")})")$`,
        must: '"closed" or "open"',
      },
      deletion_protection_enabled: BOOLEAN,
    },
  },
  dpop: {
    example: '{ base_urls = ["https://api.example.com/v1"] }',
    attributes: {
      base_urls: BASE_URLS,
      signing_algorithms: {
        json: `^(null|\\[("(${CONTRACT.asymmetric_algorithms.join("|")})",?)+\\])$`,
        must: `a list of one or more of ${CONTRACT.asymmetric_algorithms.join(", ")}`,
      },
      max_age_seconds: wholeNumberBetween(
        CONTRACT.ranges.dpop_max_age_seconds.min,
        CONTRACT.ranges.dpop_max_age_seconds.max,
        "seconds",
        "optional",
      ),
      replay_table_arn: optionalText("dynamodb_table_arn"),
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
  package: {
    example: '{ s3_bucket = "artifacts", s3_key = "authorizer.zip", s3_object_version = "VERSION" }',
    attributes: {
      s3_bucket: {
        json: `^"${CONTRACT.patterns.bucket.slice(1, -1)}"$`,
        must: `${CONTRACT.sentences.bucket}, in the region of the function`,
      },
      s3_key: { json: '^".+"$', must: "the key of the zip" },
      s3_object_version: {
        json: '^(null|"[^"]+")$',
        must: "a version ID of the object, such as the attribute version_id of aws_s3_object",
      },
      source_code_hash: {
        json: '^(null|"[A-Za-z0-9+/]{43}=")$',
        must: "the SHA-256 of the zip in base64, such as filebase64sha256(FILE)",
      },
    },
  },
  provisioned_concurrency_scaling: {
    example: "{ min_capacity = 2, max_capacity = 20, target_value = 0.7 }",
    attributes: {
      min_capacity: wholeNumberBetween(1, MOST_INSTANCES, "instances", "required"),
      max_capacity: wholeNumberBetween(1, MOST_INSTANCES, "instances", "required"),
      target_value: numberBetween(0.1, 0.9, "a number from 0.1 to 0.9, where 0.7 is 70 %", "optional"),
      scheduled_actions: {
        json: "^(null|\\{.*\\})$",
        must: 'a map of objects: write { morning = { schedule = "cron(0 7 * * ? *)", min_capacity = 10, max_capacity = 20 } }, with keys of your choice',
      },
    },
  },
  "provisioned_concurrency_scaling.scheduled_actions": {
    example: '{ schedule = "cron(0 7 * * ? *)", min_capacity = 10, max_capacity = 20 }',
    attributes: {
      schedule: {
        json: '^"(at|cron|rate)\\([^"()]{1,256}\\)"$',
        must: 'a schedule of Application Auto Scaling, such as "cron(0 7 ? * MON-FRI *)"',
      },
      timezone: {
        json: '^(null|"[A-Za-z][A-Za-z0-9_+/-]{1,63}")$',
        must: 'the name of a time zone, such as "Europe/Berlin"',
      },
      min_capacity: wholeNumberBetween(1, MOST_INSTANCES, "instances", "required"),
      max_capacity: wholeNumberBetween(1, MOST_INSTANCES, "instances", "required"),
    },
  },
  logging_config: {
    example: '{ log_format = "JSON", system_log_level = "WARN" }',
    attributes: {
      log_format: { json: '^"(Text|JSON)"$', must: '"Text" or "JSON"' },
      application_log_level: {
        json: '^(null|"(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)")$',
        must: "one of TRACE, DEBUG, INFO, WARN, ERROR, FATAL",
      },
      system_log_level: { json: '^(null|"(DEBUG|INFO|WARN)")$', must: "one of DEBUG, INFO, WARN" },
    },
  },
};
