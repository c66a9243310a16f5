import { type Failure, failure } from "../failure.js";
import type { JsonObject } from "../json.js";
import { type CompiledRule, compileRule, EVERYTHING } from "./compiled-rule.js";
import { createTokenValues } from "./conditions.js";
import { createSharedPolicies, keepingPolicy } from "./kept-policy.js";
import { allowAll, createPolicy, denyAll, type Policy } from "./policy.js";
import { createMatcher, isStrictForm, STRICT_FORMS } from "./resource.js";
import type { Rule } from "./rule.js";

/** The part of the configuration that says what a valid token may do. */
export interface PolicyOptions {
  /** None: a valid token may call everything. */
  readonly rules: readonly Rule[];
  /** Whether to deny forms of a path that a backend might take for another path. */
  readonly strictPaths: boolean;
}

/** What one token may do, on whichever stage. */
export interface TokenPolicy {
  /** The indexes of the rules that the token satisfies, allow and deny. */
  readonly satisfiedRules: readonly number[];
  /** Patterns relative to the stage: `METHOD/path`, or {@link EVERYTHING}. */
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
  /**
   * The same token's policy under more rules. Allow rules add up, also to what a token may do without rules, which is
   * everything; deny rules win over all.
   */
  readonly withRules: (rules: readonly Rule[], claims: JsonObject) => TokenPolicy;
  /**
   * The policy for one stage.
   *
   * @param stageArn `arn:PARTITION:execute-api:REGION:ACCOUNT:API/STAGE`, free of wildcards
   * @param isWebSocket the authorizer of a WebSocket API guards `$connect` and nothing else
   * @returns `response_too_large` if a resource is longer than a policy may have
   */
  readonly forStage: (stageArn: string, isWebSocket: boolean) => Policy | Failure;
  /**
   * Why the policy refuses one request, for the operator. It is no part of the decision.
   *
   * @param resource what follows the stage in the request's ARN: `METHOD/path`
   * @returns undefined if the policy allows it
   */
  readonly refusalOf: (resource: string, isWebSocket: boolean) => Failure | undefined;
}

/** Patterns are relative to the stage. */
interface Permissions {
  readonly satisfiedRules: readonly number[];
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
  readonly connect: { readonly isAllowed: boolean; readonly isDenied: boolean };
}

/** What a token may do where there are no rules. */
const UNRESTRICTED: Permissions = {
  satisfiedRules: [],
  allowed: [EVERYTHING],
  denied: [],
  connect: { isAllowed: true, isDenied: false },
};

/**
 * Makes the function that says what a token may do.
 *
 * The answer is written for the token, never for the request: API Gateway keeps it for as long as the result TTL and
 * evaluates it again for every later request with the same token. A policy that named the method of the request which
 * filled the cache would refuse the next method.
 */
export function createPolicyCompiler({
  rules,
  strictPaths,
}: PolicyOptions): (claims: JsonObject) => TokenPolicy {
  const strictForms = strictPaths ? STRICT_FORMS : [];
  if (rules.length === 0) {
    const unrestricted: TokenPolicy = keepingPolicy({
      ...tokenPolicy(UNRESTRICTED, strictForms),
      forStage: allowAll,
      refusalOf: () => undefined,
    });
    return () => unrestricted;
  }
  const compiled = rules.map(compileRule);
  const shared = createSharedPolicies();
  return (claims) => {
    const met = rulesMetBy(claims, compiled);
    const compile = (): TokenPolicy => tokenPolicy(permissionsOf(claims, compiled, met), strictForms);
    return met.every((index) => compiled[index]?.isFixed) ? shared.get(met, compile) : compile();
  };
}

function rulesMetBy(claims: JsonObject, rules: readonly CompiledRule[]): readonly number[] {
  const values = createTokenValues(claims);
  const met: number[] = [];
  for (const [index, { isMet }] of rules.entries()) {
    if (isMet(values)) {
      met.push(index);
    }
  }
  return met;
}

/**
 * Allow rules add up; what none allows is denied.
 *
 * @param met the indexes of the rules whose conditions hold
 */
function permissionsOf(
  claims: JsonObject,
  rules: readonly CompiledRule[],
  met: readonly number[],
): Permissions {
  const satisfiedRules: number[] = [];
  const patternsOf = { allow: new Set<string>(), deny: new Set<string>() };
  const connect = { allow: false, deny: false };
  for (const index of met) {
    const rule = rules[index];
    const covered = rule?.patterns(claims);
    if (rule !== undefined && covered !== undefined) {
      satisfiedRules.push(index);
      for (const pattern of covered) {
        patternsOf[rule.effect].add(pattern);
      }
      connect[rule.effect] ||= rule.coversConnect;
    }
  }
  return {
    satisfiedRules,
    allowed: [...patternsOf.allow],
    denied: [...patternsOf.deny],
    connect: { isAllowed: connect.allow, isDenied: connect.deny },
  };
}

function tokenPolicy(permissions: Permissions, strictForms: readonly string[]): TokenPolicy {
  const { satisfiedRules, allowed, denied, connect } = permissions;
  const isNothingAllowed = allowed.length === 0 || denied.includes(EVERYTHING);
  const isAllowedPath = createMatcher(allowed);
  const isDeniedPath = createMatcher(denied);
  return {
    ...{ satisfiedRules, allowed, denied },
    withRules: (rules, claims) => {
      const compiled = rules.map(compileRule);
      const added = permissionsOf(claims, compiled, rulesMetBy(claims, compiled));
      return tokenPolicy(together(permissions, added), strictForms);
    },
    forStage: (stageArn, isWebSocket) => {
      if (isWebSocket) {
        return (connect.isAllowed && !connect.isDenied ? allowAll : denyAll)(stageArn, true);
      }
      return isNothingAllowed
        ? denyAll(stageArn, false)
        : createPolicy(stageArn, allowed, [...denied, ...strictForms]);
    },
    refusalOf: (resource, isWebSocket) => {
      if (isWebSocket ? connect.isDenied : isDeniedPath(resource)) {
        return failure("rule_denies");
      }
      if (!isWebSocket && strictForms.length > 0 && isStrictForm(resource)) {
        return failure("path_not_strict");
      }
      const isAllowed = isWebSocket ? connect.isAllowed : isAllowedPath(resource);
      return isAllowed ? undefined : failure("rules_not_satisfied");
    },
  };
}

/** The indexes stay those of the configuration's rules: it is there that an operator looks them up. */
function together(first: Permissions, second: Permissions): Permissions {
  return {
    satisfiedRules: first.satisfiedRules,
    allowed: [...new Set([...first.allowed, ...second.allowed])],
    denied: [...new Set([...first.denied, ...second.denied])],
    connect: {
      isAllowed: first.connect.isAllowed || second.connect.isAllowed,
      isDenied: first.connect.isDenied || second.connect.isDenied,
    },
  };
}
