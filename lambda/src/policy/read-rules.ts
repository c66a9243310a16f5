import type { ClaimReference } from "../claim-reference.js";
import { CONTRACT } from "../config/contract.js";
import { BOOLEAN, type Kind, type ObjectReader, oneOf, text } from "../object-reader.js";
import { readConditions } from "./read-conditions.js";
import { METHODS, type Rule } from "./rule.js";
import { CONNECT, hasPlaceholder, PATH, type RulePath } from "./rule-path.js";

const EFFECT = oneOf(CONTRACT.rule_effects);
const METHOD = oneOf(METHODS);
/** RFC 6749 section 3.3: a scope-token. */
const SCOPE = text(CONTRACT.patterns.scope, CONTRACT.sentences.scope);

const { path_characters: MAX_PATH_LENGTH, placeholder_characters: PLACEHOLDER_LENGTH } = CONTRACT.sizes;

const ATTRIBUTES_WITHOUT_APIS = CONTRACT.rule_attributes.filter((name) => name !== "apis");

/**
 * Reads the attribute `rules`. An empty list is rejected: it is usually a filter that matched nothing, and it would
 * open every path.
 *
 * @param apiKeys the APIs that a rule can name; undefined if a rule has no attribute `apis`
 */
export function readRules(
  reader: ObjectReader,
  claimName: Kind<ClaimReference>,
  apiKeys: readonly string[] | undefined,
): readonly Rule[] {
  const attributes = apiKeys === undefined ? ATTRIBUTES_WITHOUT_APIS : CONTRACT.rule_attributes;
  const api = apiKey(apiKeys ?? []);
  return reader.has("rules")
    ? reader.objectList("rules", attributes).map((rule) => readRule(rule, claimName, api))
    : [];
}

/** An unknown key is a fault: a deny rule that applied to no API would protect nothing. */
function apiKey(keys: readonly string[]): Kind<string> {
  return {
    rule: "the key of an entry of apis",
    parse: (value) => keys.find((key) => key === value),
    fallback: "",
  };
}

function readRule(reader: ObjectReader, claimName: Kind<ClaimReference>, api: Kind<string>): Rule {
  const rule: Rule = {
    effect: reader.optional("effect", EFFECT) ?? "allow",
    apis: reader.optionalList("apis", api),
    methods: reader.optionalList("methods", METHOD),
    paths: reader.list("paths", PATH),
    scopes: reader.optionalList("scopes", SCOPE),
    claims: readConditions(reader, "claims", claimName),
  };
  checkPaths(reader, rule);
  checkOpenness(reader, rule.paths);
  return rule;
}

function checkPaths(reader: ObjectReader, { effect, paths }: Rule): void {
  for (const [index, path] of paths.entries()) {
    if (effect === "deny" && hasPlaceholder(path)) {
      reader.fault(
        `paths[${index}]`,
        "must not contain a placeholder in a deny rule: a token without the claim would escape the deny",
      );
    } else if (lengthOf(path) > MAX_PATH_LENGTH) {
      reader.fault(
        `paths[${index}]`,
        `must have at most ${MAX_PATH_LENGTH} characters, each placeholder counted as ${PLACEHOLDER_LENGTH}`,
      );
    }
  }
  if (reader.has("methods") && paths.some((path) => path.text === CONNECT)) {
    reader.fault("methods", "can't be combined with $connect, which has no method");
  }
}

function lengthOf({ parts }: RulePath): number {
  return parts.reduce((sum, part) => sum + (typeof part === "string" ? part.length : PLACEHOLDER_LENGTH), 0);
}

/** A rule that opens its paths to every token has to say so: a forgotten condition is an error, not an open door. */
function checkOpenness(reader: ObjectReader, paths: readonly RulePath[]): void {
  const isConditional = reader.has("scopes") || reader.has("claims") || paths.some(hasPlaceholder);
  // An invalid value is one fault, not two.
  const isAnyToken = reader.optional("any_token", { ...BOOLEAN, fallback: !isConditional }) ?? false;
  if (isAnyToken && isConditional) {
    reader.fault("any_token", "can't be combined with scopes, claims or a placeholder: leave it out");
  } else if (!isAnyToken && !isConditional) {
    reader.fault("any_token", "must be true in a rule without scopes, claims and placeholders");
  }
}
