import { type Failure, failure, isFailure } from "../failure.js";
import type { JsonObject } from "../json.js";
import type { Policy } from "../policy-document.js";
import { remember } from "../remember.js";
import { type CompiledRule, compileRule, EVERYTHING } from "./compiled-rule.js";
import { createTokenValues } from "./conditions.js";
import { allowAll, createPolicy, denyAll } from "./create-policy.js";
import { createMatcher, isStrictForm, STRICT_FORMS } from "./resource-patterns.js";
import { appliesTo, METHODS, type Rule } from "./rule.js";

/** The part of the configuration that says what a valid token may do. */
export interface PolicyOptions {
  /** Without rules, a valid token may call everything. */
  readonly rules: readonly Rule[];
  /** Whether to deny forms of a path that a backend might normalize into another path. */
  readonly strictPaths: boolean;
}

/** What one token may do, on any stage. */
export interface TokenPolicy {
  /** The indexes of the rules that the token satisfies, allow and deny. */
  readonly satisfiedRules: readonly number[];
  /** Patterns relative to the stage: `METHOD/path`, or {@link EVERYTHING}. */
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
  /**
   * The policy of the same token with additional rules. Allow rules add up, also to a token that may do everything
   * because there are no rules; deny rules win over all.
   */
  readonly withRules: (rules: readonly Rule[], claims: JsonObject) => TokenPolicy;
  /**
   * The policy for one stage, which is kept until another stage is asked for.
   *
   * @param stageArn `arn:PARTITION:execute-api:REGION:ACCOUNT:API/STAGE`, free of wildcards
   * @param isWebSocket the authorizer of a WebSocket API guards `$connect` and nothing else
   * @returns `response_too_large` if the policy, or one of its resources, is longer than API Gateway allows
   */
  readonly forStage: (stageArn: string, isWebSocket: boolean) => Policy | Failure;
  /**
   * Why the policy refuses one request, for the operator. It is not part of the decision.
   *
   * @param resource what follows the stage in the request's ARN: `METHOD/path`
   * @returns undefined if the policy allows the request
   */
  readonly refusalOf: (resource: string, isWebSocket: boolean) => Failure | undefined;
}

type ForStage = TokenPolicy["forStage"];

/** Patterns are relative to the stage. */
interface Permissions {
  readonly satisfiedRules: readonly number[];
  readonly patterns: Readonly<Record<Rule["effect"], readonly string[]>>;
  readonly connect: Readonly<Record<Rule["effect"], boolean>>;
}

const NOTHING: Permissions = {
  satisfiedRules: [],
  patterns: { allow: [], deny: [] },
  connect: { allow: false, deny: false },
};

/** What a token may do where there are no rules. */
const UNRESTRICTED: Permissions = {
  satisfiedRules: [],
  patterns: { allow: [EVERYTHING], deny: [] },
  connect: { allow: true, deny: false },
};

/** Most users of one kind satisfy the same rules, and there are few kinds. When it is full, all are dropped. */
const MAX_SHARED_POLICIES = 100;

/** Above this, two indexes would have the same name. */
const MAX_NAMED_INDEX = 0x7fff;

/**
 * Makes the function that says what a token may do.
 *
 * The answer depends on the token and never on the request: API Gateway caches it for the result TTL and evaluates it
 * for every later request with the same token. A policy that named only the method of the request that filled the
 * cache would refuse the next method.
 *
 * Tokens that satisfy the same rules share a policy unless a claim is part of a path: writing the policy of fifty rules
 * for each token costs half as much as a signature check. APIs share these policies, too: rules that do not apply to an
 * API are not among those that a token satisfies there.
 *
 * @returns a function of a token's claims and the key of an API, undefined for an API that the configuration does not list
 */
export function createPolicyCompiler({
  rules,
  strictPaths,
}: PolicyOptions): (claims: JsonObject, api?: string) => TokenPolicy {
  const strictForms = strictPaths ? STRICT_FORMS : [];
  if (rules.length === 0) {
    const unrestricted: TokenPolicy = {
      ...tokenPolicy(UNRESTRICTED, strictForms),
      forStage: keepLast(allowAll),
      refusalOf: () => undefined,
    };
    return () => unrestricted;
  }
  const compiled = rules.map(compileRule);
  const applyingTo = createRuleFilter(rules);
  const shared = new Map<string, TokenPolicy>();

  return (claims, api) => {
    const met = rulesMetBy(claims, compiled, applyingTo(api));
    const isShared = met.every((index) => compiled[index]?.isFixed) && (met.at(-1) ?? 0) <= MAX_NAMED_INDEX;
    const name = isShared ? String.fromCharCode(...met) : "";
    const known = isShared ? shared.get(name) : undefined;
    if (known !== undefined) {
      return known;
    }
    const policy = tokenPolicy(addRules(NOTHING, claims, compiled, met), strictForms);
    if (isShared) {
      remember(shared, MAX_SHARED_POLICIES, name, policy);
    }
    return policy;
  };
}

/** Makes the function that returns the indexes of the rules that apply to an API. */
function createRuleFilter(rules: readonly Rule[]): (api: string | undefined) => readonly number[] {
  const indexesFor = (api: string | undefined): readonly number[] =>
    [...rules.entries()].flatMap(([index, rule]) => (appliesTo(rule, api) ? [index] : []));
  const ofOthers = indexesFor(undefined);
  const named = new Set(rules.flatMap(({ apis = [] }) => apis));
  const byApi = new Map([...named].map((api) => [api, indexesFor(api)]));
  return (api) => (api === undefined ? ofOthers : (byApi.get(api) ?? ofOthers));
}

/**
 * The indexes of the rules whose conditions hold.
 *
 * @param indexes of the rules that apply
 */
function rulesMetBy(
  claims: JsonObject,
  rules: readonly CompiledRule[],
  indexes: Iterable<number> = rules.keys(),
): readonly number[] {
  const values = createTokenValues(claims);
  const met: number[] = [];
  for (const index of indexes) {
    if (rules[index]?.isMet(values)) {
      met.push(index);
    }
  }
  return met;
}

/**
 * Adds rules to what a token may do.
 *
 * @param met the indexes of the rules whose conditions hold
 */
function addRules(
  { patterns, connect }: Permissions,
  claims: JsonObject,
  rules: readonly CompiledRule[],
  met: readonly number[],
): Permissions {
  const satisfiedRules: number[] = [];
  const patternsOf = { allow: new Set(patterns.allow), deny: new Set(patterns.deny) };
  const covers = { ...connect };
  for (const index of met) {
    const rule = rules[index];
    const covered = rule?.patterns(claims);
    if (rule !== undefined && covered !== undefined) {
      satisfiedRules.push(index);
      for (const pattern of covered) {
        patternsOf[rule.effect].add(pattern);
      }
      covers[rule.effect] ||= rule.coversConnect;
    }
  }
  return {
    satisfiedRules,
    patterns: { allow: [...patternsOf.allow], deny: [...patternsOf.deny] },
    connect: covers,
  };
}

function tokenPolicy(permissions: Permissions, strictForms: readonly string[]): TokenPolicy {
  const { satisfiedRules, connect } = permissions;
  const { deny: denied } = permissions.patterns;
  const allowed = denied.length === 0 ? permissions.patterns.allow : withMethods(permissions.patterns.allow);
  const isNothingAllowed = allowed.length === 0 || denied.includes(EVERYTHING);
  const isAllowedPath = createMatcher(allowed);
  const isDeniedPath = createMatcher(denied);
  return {
    satisfiedRules,
    allowed,
    denied,
    withRules: (rules, claims) => {
      const compiled = rules.map(compileRule);
      const together = addRules(permissions, claims, compiled, rulesMetBy(claims, compiled));
      // The log names rules by their indexes in the configuration.
      return tokenPolicy({ ...together, satisfiedRules }, strictForms);
    },
    forStage: keepLast((stageArn, isWebSocket) => {
      if (isWebSocket) {
        return (connect.allow && !connect.deny ? allowAll : denyAll)(stageArn, true);
      }
      return isNothingAllowed
        ? denyAll(stageArn, false)
        : createPolicy(stageArn, allowed, [...denied, ...strictForms]);
    }),
    refusalOf: (resource, isWebSocket) => {
      if (isWebSocket ? connect.deny : isDeniedPath(resource)) {
        return failure("rule_denies");
      }
      if (!isWebSocket && strictForms.length > 0 && isStrictForm(resource)) {
        return failure("path_not_strict");
      }
      const isAllowed = isWebSocket ? connect.allow : isAllowedPath(resource);
      return isAllowed ? undefined : failure("rules_not_satisfied");
    },
  };
}

/**
 * Writes out the methods of a pattern that allows everything. A deny names methods, so a method that no rule can name,
 * such as TRACE, would get past it.
 */
function withMethods(allowed: readonly string[]): readonly string[] {
  return allowed.includes(EVERYTHING) ? METHODS.map((method) => `${method}/*`) : allowed;
}

/** Keeps the last policy, and no more, because a token is seldom used on several stages and a policy has up to 8 KB. */
function keepLast(forStage: ForStage): ForStage {
  let last: { readonly stageArn: string; readonly isWebSocket: boolean; readonly policy: Policy } | undefined;
  return (stageArn, isWebSocket) => {
    if (last?.stageArn === stageArn && last.isWebSocket === isWebSocket) {
      return last.policy;
    }
    const policy = forStage(stageArn, isWebSocket);
    last = isFailure(policy) ? undefined : { stageArn, isWebSocket, policy };
    return policy;
  };
}
