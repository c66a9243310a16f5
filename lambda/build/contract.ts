import { CONTRACT } from "../src/config/contract.ts";
import { nearMisses } from "./near-misses.ts";
import { BASE_URLS, BOOLEAN, OBJECT_INPUTS } from "./object-inputs.ts";

/** The attributes of inputs that only Terraform reads. The function's bundle doesn't contain them. */
const TERRAFORM_ATTRIBUTES = {
  rest_api_attributes: [
    ...[
      "id",
      "type",
      "gateway_responses",
      "invalid_token_challenge",
      "resource_metadata_url",
      "cors_configuration",
    ],
    ...["result_cache_ttl_seconds", "execution_arn", "create_permission", "token_source"],
  ],
  http_api_attributes: [
    "id",
    "result_cache_ttl_seconds",
    "execution_arn",
    "create_permission",
    "token_source",
  ],
  websocket_api_attributes: ["id", "execution_arn", "create_permission", "token_source"],
  cors_attributes: ["allow_origin", "allow_credentials", "expose_headers"],
  invoke_from_attributes: ["account_id", "region"],
  configuration_s3_attributes: ["bucket"],
  rule_test_attributes: ["claims", "api", "allow", "deny"],
  token_source_attributes: [...CONTRACT.token_source_places, "scheme"],
  websocket_token_source_attributes: [...CONTRACT.websocket_token_source_places, "scheme"],
  extension_input_attributes: ["layer_arn", ...CONTRACT.extension_attributes],
  shared_secret_input_attributes: [...CONTRACT.shared_secret_attributes, "kms_key_arn"],
} as const;

/** Patterns and sentences of inputs that only Terraform reads. */
const TERRAFORM_PATTERNS = {
  layer_arn: "^arn:[a-z0-9-]+:lambda:[a-z0-9-]+:[0-9]{12}:layer:[A-Za-z0-9_-]{1,140}:[0-9]+$",
  role_arn: "^arn:[^:]+:iam::[0-9]{12}:role/.+$",
} as const;
const TERRAFORM_SENTENCES = {
  layer_arn: "the ARN of a layer version, such as aws_lambda_layer_version.NAME.arn",
  role_arn: 'the ARN of an IAM role, such as "arn:aws:iam::123456789012:role/authorizer"',
} as const;

/**
 * Names that `environment_variables` can't have: those that Lambda reserves, the configuration, and the switch by which
 * Node accepts any certificate.
 */
const RESERVED_ENVIRONMENT_VARIABLES = [
  ...["AUTHORIZER_CONFIG", "NODE_TLS_REJECT_UNAUTHORIZED"],
  ...["AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
  ...["AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_RUNTIME_API"],
  ...["AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION"],
  ...["AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME"],
  ...["AWS_LAMBDA_MAX_CONCURRENCY", "AWS_LAMBDA_METADATA_API", "AWS_LAMBDA_METADATA_TOKEN"],
  ...["LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR"],
] as const;

/**
 * What the attributes of an attached API may be: a pattern of the value as JSON, and what completes "must be". Inputs of
 * any type are checked as JSON, because HCL can't ask for a type while a part of a value is unknown.
 */
const API_VALUES = {
  id: { json: '^("[A-Za-z0-9]+"|[0-9]+)$', must: "letters and digits, not an ARN or a name" },
  execution_arn: {
    json: `^(null|"${CONTRACT.patterns.execution_arn.slice(1, -1)}")$`,
    must: `${CONTRACT.sentences.execution_arn}. Remove it if the function and the API are in the same account and region`,
  },
  audience: {
    json: "^(null|\\[.+\\])$",
    must: 'a non-empty list of strings, such as ["https://orders.example.com"]. Leave it out for the audience of the issuers',
  },
  base_urls: {
    json: `^(null|${BASE_URLS.json.slice(1, -1)})$`,
    must: `${BASE_URLS.must}. Leave it out for those of dpop`,
  },
  create_permission: BOOLEAN,
  token_source: {
    json: `^(null|"${CONTRACT.patterns.token_source_key.slice(1, -1)}")$`,
    must: "a key of token_sources in quotes, not the place itself. Remove it to use the default place",
  },
  type: { json: '^(null|"TOKEN"|"REQUEST")$', must: '"TOKEN" or "REQUEST"' },
  gateway_responses: {
    json: '^(null|\\[("(UNAUTHORIZED|ACCESS_DENIED)",?)*\\])$',
    must: "a list of UNAUTHORIZED, ACCESS_DENIED or both. Set [] to leave both unchanged",
  },
  invalid_token_challenge: BOOLEAN,
  // It stands in quotes in a fixed value of API Gateway, which stands in single quotes.
  resource_metadata_url: {
    json: '^(null|"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[A-Za-z0-9._~:@!$()*+,;=%/-]{0,500}")$',
    must: 'an https URL without a user name, query or fragment, such as "https://api.example.com/.well-known/oauth-protected-resource"',
  },
  name: {
    json: `^(null|"${CONTRACT.patterns.authorizer_name.slice(1, -1)}")$`,
    must: CONTRACT.sentences.authorizer_name,
  },
  allow_origin: {
    json: '^"(\\*|https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\\[[0-9A-Fa-f:.]+\\](:[0-9]{1,5})?)"$',
    must: 'one origin without a path, such as "https://app.example.com", or "*"',
  },
  allow_credentials: BOOLEAN,
  expose_headers: {
    json: '^(null|\\[("[A-Za-z0-9-]{1,64}",?)*\\])$',
    must: "a list of header names, each of 1 to 64 letters, digits and hyphens",
  },
};

/** The folder `docs` of this repository, to which the descriptions of alarms refer. */
const DOCUMENTATION_URL = "https://github.com/OWNER/terraform-aws-jwt-authorizer/blob/main/docs";

/** Everything that the root module reads. */
const OF_ROOT = {
  ...CONTRACT,
  ...TERRAFORM_ATTRIBUTES,
  patterns: { ...CONTRACT.patterns, ...TERRAFORM_PATTERNS },
  sentences: { ...CONTRACT.sentences, ...TERRAFORM_SENTENCES },
  api_values: API_VALUES,
  object_inputs: OBJECT_INPUTS,
  documentation_url: DOCUMENTATION_URL,
  reserved_environment_variables: RESERVED_ENVIRONMENT_VARIABLES,
};

/** What the modules in `modules/` read. A file of its own: a plan parses it several times for each attached API. */
const OF_MODULES = {
  patterns: {
    array_index: CONTRACT.patterns.array_index,
    compact_jws: CONTRACT.patterns.compact_jws,
    placeholder_value: CONTRACT.patterns.placeholder_value,
  },
  ranges: { result_cache_ttl_seconds: CONTRACT.ranges.result_cache_ttl_seconds },
  sizes: CONTRACT.sizes,
  methods: CONTRACT.methods,
  strict_path_parts: CONTRACT.strict_path_parts,
  strict_path_ends: CONTRACT.strict_path_ends,
  rest_api_attributes: TERRAFORM_ATTRIBUTES.rest_api_attributes,
  http_api_attributes: TERRAFORM_ATTRIBUTES.http_api_attributes,
  websocket_api_attributes: TERRAFORM_ATTRIBUTES.websocket_api_attributes,
  cors_attributes: TERRAFORM_ATTRIBUTES.cors_attributes,
  rule_test_attributes: TERRAFORM_ATTRIBUTES.rule_test_attributes,
  api_values: API_VALUES,
};

/** The content of `contract.json`, which the root module reads. A test compares it with the committed file. */
export function contractJson(): string {
  const ofObjects = Object.values(OBJECT_INPUTS).flatMap((input) => Object.keys(input.attributes));
  return jsonOf({ ...OF_ROOT, near_misses: nearMisses([...attributesIn(OF_ROOT), ...ofObjects]) });
}

/** The content of `modules/contract.json`: the part of the contract that the modules there read in every plan. */
export function modulesContractJson(): string {
  return jsonOf(OF_MODULES);
}

/** The content of `modules/near-misses.json`, which the modules there read only for a message about a wrong name. */
export function modulesNearMissesJson(): string {
  // The root module sets the name of an authorizer.
  return jsonOf(nearMisses([...attributesIn(OF_MODULES), "name"]));
}

function attributesIn(contract: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(contract).flatMap(([name, list]) =>
    name.endsWith("_attributes") ? (list as readonly string[]) : [],
  );
}

function jsonOf(value: unknown): string {
  const json = JSON.stringify(value, null, 2);
  // So that a reader sees the white space in patterns.
  return `${json.replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
}
