import type { ClaimReference } from "../claim.js";
import { hasPlaceholder, parsePath } from "../policy/resource.js";
import { CONNECT, METHODS, type Method, type Rule } from "../policy/rule.js";
import type { ClaimReader } from "./claims.js";
import { readConditions } from "./conditions.js";
import { CONTRACT } from "./contract.js";
import type { ObjectReader } from "./reader.js";

const RULE = CONTRACT.rule_attributes;

const EFFECT = new RegExp(`^(${CONTRACT.rule_effects.join("|")})$`);
const METHOD = new RegExp(`^(${METHODS.join("|")})$`);
/** RFC 6749 section 3.3: a scope-token. */
const SCOPE = new RegExp(CONTRACT.patterns.scope);

const MAX_PATH_LENGTH = CONTRACT.sizes.path_characters;
const PLACEHOLDER_LENGTH = CONTRACT.sizes.placeholder_characters;

const PATH_RULE =
  "a path that begins with /, of the characters that RFC 3986 lets stand in one, single * and ?, and closed {claim} not behind a $ or %; or $connect";

/**
 * Reads the rules; what is wrong with them is noted with the rule's index, as Terraform names it. An empty list is
 * refused: it would open everything, and be what is left of a filter.
 */
export function readRules(top: ObjectReader, claimReference: ClaimReader): readonly Rule[] {
  return top.present(["rules"]).length === 0
    ? []
    : top.objectList("rules", RULE, 1).map((rule) => readRule(rule, claimReference));
}

function readRule(rule: ObjectReader, claimReference: ClaimReader): Rule {
  const effect = rule.optionalString("effect", EFFECT, "allow or deny") ?? "allow";
  const read = {
    effect: effect as Rule["effect"],
    methods: rule.optionalStrings("methods", METHOD, `one of ${METHODS.join(", ")}`) as
      | readonly Method[]
      | undefined,
    paths: readPaths(rule, effect === "deny"),
    scopes: rule.optionalStrings("scopes", SCOPE, CONTRACT.sentences.scope),
    claims: readConditions(rule, "claims", claimReference),
  };
  reportOpenness(rule, read);
  return read;
}

function readPaths(rule: ObjectReader, isDeny: boolean): readonly string[] {
  const paths = rule.strings("paths", /^[\s\S]+$/, PATH_RULE) ?? [];
  for (const [index, path] of paths.entries()) {
    const name = `paths[${index}]`;
    const template = path === CONNECT ? [] : parsePath(path);
    if (template === undefined) {
      rule.fault(name, `must be ${PATH_RULE}`);
    } else if (isDeny && hasPlaceholder(template)) {
      rule.fault(
        name,
        "must not have a placeholder in a deny rule: a claim that is missing would lift the deny",
      );
    } else if (template.reduce((sum, part) => sum + lengthOf(part), 0) > MAX_PATH_LENGTH) {
      rule.fault(
        name,
        `must not be over ${MAX_PATH_LENGTH} characters, a placeholder counted as ${PLACEHOLDER_LENGTH}`,
      );
    }
  }
  if (paths.includes(CONNECT) && rule.present(["methods"]).length > 0) {
    rule.fault("methods", "must be left out beside $connect, which has none");
  }
  return paths;
}

function lengthOf(part: string | ClaimReference): number {
  return typeof part === "string" ? part.length : PLACEHOLDER_LENGTH;
}

/** A rule that opens its paths to every token has to say so: a forgotten condition is an error, not an open door. */
function reportOpenness(rule: ObjectReader, { paths }: Rule): void {
  const isAnyToken = rule.present(["any_token"]).length > 0 ? rule.boolean("any_token") : false;
  const isConditional =
    rule.present(["scopes", "claims"]).length > 0 || paths.some((path) => path.includes("{"));
  if (isAnyToken === isConditional) {
    rule.fault(
      "any_token",
      isConditional
        ? "must be left out of a rule that has a condition or a placeholder"
        : "must be true in a rule without scopes, claims and placeholder, if it is meant for every valid token",
    );
  }
}
