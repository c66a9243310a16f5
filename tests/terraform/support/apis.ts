/** An attached API that is valid except for some attributes, and how its message continues after the place. */
export type InvalidApi = readonly [attributes: Record<string, unknown>, message: string];

const ofEachApi = (kind: string): readonly InvalidApi[] => [
  ...["", "arn:aws:apigateway:x", "a/b"].map(
    (id): InvalidApi => [{ id }, `.id is "${id}": it must be the ID of ${kind}: letters and digits`],
  ),
  [{ id: null }, ".id is null: it must be the ID of"],
  ...["x", "arn:aws:x"].map(
    (execution_arn): InvalidApi => [
      { execution_arn },
      `.execution_arn is "${execution_arn}": it must be the attribute execution_arn of the API`,
    ],
  ),
  [{ create_permission: "no" }, '.create_permission is "no": it must be true or false'],
  ...[{ cookie: "session" }, "Cookie", "", true].map(
    (value): InvalidApi => [
      { token_source: value },
      `.token_source is ${JSON.stringify(value)}: it must be a key of token_sources in quotes, not the place`,
    ],
  ),
  [
    { token_sources: "cookie" },
    ' has the unknown attribute "token_sources": correct or remove it. Did you mean "token_source"?',
  ],
  ...(
    [
      ["creat_permission", "create_permission"],
      ["executionArn", "execution_arn"],
      ["execution", "execution_arn"],
    ] as const
  ).map(
    ([name, meant]): InvalidApi => [
      { [name]: null },
      ` has the unknown attribute "${name}": correct or remove it. Did you mean "${meant}"?`,
    ],
  ),
  [{ tier: 1 }, ' has the unknown attribute "tier": correct or remove it. A'],
];

const ofCachingApi: readonly InvalidApi[] = [
  ...[3601, -1, 0.5, "soon"].map(
    (seconds): InvalidApi => [
      { result_cache_ttl_seconds: seconds },
      `.result_cache_ttl_seconds is ${JSON.stringify(seconds)}: it must be a whole number of seconds from 0`,
    ],
  ),
  ...["result_cache_ttl", "ttl", "resultCacheTtlSeconds", "reslt_cache_ttl_second"].map(
    (name): InvalidApi => [
      { [name]: 0 },
      ` has the unknown attribute "${name}": correct or remove it. Did you mean "result_cache_ttl_seconds"?`,
    ],
  ),
];

export const ofRestApi: readonly InvalidApi[] = [
  ...ofEachApi("a REST API"),
  ...ofCachingApi,
  [{ type: "token" }, '.type is "token": it must be "TOKEN" or "REQUEST"'],
  [{ typ: "REQUEST" }, ' has the unknown attribute "typ": correct or remove it. Did you mean "type"?'],
  [{ Type: "REQUEST" }, ' has the unknown attribute "Type": correct or remove it. Did you mean "type"?'],
  ...[["THROTTLED"], "UNAUTHORIZED"].map(
    (value): InvalidApi => [
      { gateway_responses: value },
      `.gateway_responses is ${JSON.stringify(value)}: it must be a list of UNAUTHORIZED, ACCESS_DENIED or both`,
    ],
  ),
  [{ invalid_token_challenge: 1 }, ".invalid_token_challenge is 1: it must be true or false"],
  ...[
    "http://api.example.com/metadata",
    "https://api.example.com",
    "https://user@api.example.com/metadata",
    "https://api.example.com/metadata?version=1",
    "https://api.example.com/it's",
    'https://api.example.com/"quoted"',
    `https://api.example.com/${"a".repeat(501)}`,
    true,
  ].map(
    (value): InvalidApi => [
      { resource_metadata_url: value },
      `.resource_metadata_url is ${JSON.stringify(value)}: it must be an https URL without a user name, query or fragment`,
    ],
  ),
];

export const ofHttpApi: readonly InvalidApi[] = [...ofEachApi("an HTTP API"), ...ofCachingApi];

export const ofWebsocketApi: readonly InvalidApi[] = ofEachApi("a WebSocket API");
