import { CONTRACT } from "../src/config/contract.ts";
import { nearMisses } from "./near-misses.ts";
import { BOOLEAN, OBJECT_INPUTS } from "./object-inputs.ts";

/** The attributes of inputs that only Terraform reads. The function's bundle doesn't contain them. */
const TERRAFORM_ATTRIBUTES = {
  rest_api_attributes: [
    ...["id", "type", "gateway_responses", "invalid_token_challenge", "cors_configuration"],
    ...["result_cache_ttl_seconds", "execution_arn", "create_permission"],
  ],
  http_api_attributes: ["id", "result_cache_ttl_seconds", "execution_arn", "create_permission"],
  websocket_api_attributes: ["id", "execution_arn", "create_permission"],
  cors_attributes: ["allow_origin", "allow_credentials", "expose_headers"],
  invoke_from_attributes: ["account_id", "region"],
  configuration_s3_attributes: ["bucket"],
  rule_test_attributes: ["claims", "allow", "deny"],
  token_source_attributes: [...CONTRACT.token_source_places, "scheme"],
  websocket_token_source_attributes: [...CONTRACT.websocket_token_source_places, "scheme"],
  extension_input_attributes: ["layer_arn", ...CONTRACT.extension_attributes],
  shared_secret_input_attributes: [...CONTRACT.shared_secret_attributes, "kms_key_arn"],
} as const;

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
  create_permission: BOOLEAN,
  type: { json: '^(null|"TOKEN"|"REQUEST")$', must: '"TOKEN" or "REQUEST"' },
  gateway_responses: {
    json: '^(null|\\[("(UNAUTHORIZED|ACCESS_DENIED)",?)*\\])$',
    must: "a list of UNAUTHORIZED, ACCESS_DENIED or both. Set [] to leave both unchanged",
  },
  invalid_token_challenge: BOOLEAN,
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

/** The content of `contract.json`, which Terraform reads. A test compares it with the committed file. */
export function contractJson(): string {
  const contract = {
    ...CONTRACT,
    ...TERRAFORM_ATTRIBUTES,
    api_values: API_VALUES,
    object_inputs: OBJECT_INPUTS,
  };
  const attributes = Object.entries(contract).flatMap(([name, list]) =>
    name.endsWith("_attributes") ? Object.values(list).map(String) : [],
  );
  const ofObjects = Object.values(OBJECT_INPUTS).flatMap((input) => Object.keys(input.attributes));
  const near_misses = nearMisses([...attributes, ...ofObjects]);
  const json = JSON.stringify({ ...contract, near_misses }, null, 2);
  // So that a reader sees the white space in patterns.
  return `${json.replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
}
