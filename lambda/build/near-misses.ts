/** Other names by which people know an attribute, from API Gateway, from the provider or from a specification. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  account_id: ["account"],
  algorithms: ["alg", "algs"],
  allow: ["allowed", "permit"],
  allow_origin: ["origins", "allowed_origins"],
  any: ["value", "values", "in"],
  any_token: ["authenticated", "public"],
  audience: ["aud", "client_id"],
  claims: ["conditions", "token"],
  cookie: ["cookie_name"],
  create_permission: ["lambda_permission"],
  deny: ["denied", "forbid"],
  execution_arn: ["source_arn"],
  expose_headers: ["exposed_headers"],
  header: ["header_name"],
  id: ["api_id", "rest_api_id", "http_api_id", "websocket_api_id"],
  issuer: ["iss"],
  jwks_url: ["jwks_uri"],
  methods: ["verbs", "http_methods"],
  name: ["claim", "key"],
  paths: ["resource", "resources", "routes", "uri"],
  query_parameter: ["query", "query_string_parameter"],
  result_cache_ttl_seconds: ["ttl", "ttl_seconds", "authorizer_result_ttl_in_seconds"],
  schedule: ["cron", "at", "rate"],
  scopes: ["scp"],
};

/** Words that end the names of many attributes. Alone, they do not suggest any of them. */
const UNITS: readonly string[] = ["seconds", "milliseconds", "arn", "id", "url", "pem", "token", "until"];

/**
 * For each attribute, a pattern of the names by which it is probably meant: another case or other separators, a typing
 * error in each word, some of its words, or a synonym. Terraform suggests the attribute for an unknown name that matches.
 *
 * HCL has neither functions nor recursion, so it could compare names only by repeating the comparison at each place.
 */
export function nearMisses(attributes: Iterable<string>): Readonly<Record<string, string>> {
  return Object.fromEntries([...new Set(attributes)].toSorted().map((name) => [name, patternOf(name)]));
}

function patternOf(name: string): string {
  const words = name.split("_");
  const spellings = words.map(misspellings).join("[_-]?");
  const parts = partsOf(words).map((part) => part.join("[_-]?"));
  const synonyms = (SYNONYMS[name] ?? []).map((synonym) => synonym.replaceAll("_", "[_-]?"));
  return `(?i)^[_-]?(${[spellings, ...parts, ...synonyms].join("|")})[_-]?$`;
}

/** One character too many, missing or wrong, or two characters in the wrong order; in a long word also two in a row. */
function misspellings(word: string): string {
  const [replaced, by] = word.length < 5 ? [1, ".{0,2}"] : [2, ".{0,3}"];
  const places = Array.from({ length: word.length - replaced + 1 }, (_, index) => index);
  const swaps = word.length < 5 ? places.slice(0, -1).map((at) => swapped(word, at)) : [];
  return `(${[...places.map((at) => `${word.slice(0, at)}${by}${word.slice(at + replaced)}`), ...swaps].join("|")})`;
}

function swapped(word: string, at: number): string {
  return `${word.slice(0, at)}${word.charAt(at + 1)}${word.charAt(at)}${word.slice(at + 2)}`;
}

/** Consecutive words, but neither all of them nor a unit alone. */
function partsOf(words: readonly string[]): readonly (readonly string[])[] {
  return words
    .flatMap((_, start) => words.map((_word, end) => words.slice(start, end + 1)))
    .filter((part) => part.length > 0 && part.length < words.length && !UNITS.includes(part.join("_")));
}
