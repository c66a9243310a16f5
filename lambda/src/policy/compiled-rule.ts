import type { JsonObject } from "../json.js";
import { createCondition, type TokenValues } from "./conditions.js";
import { deniedSpellings } from "./resource-patterns.js";
import { METHODS, type Rule } from "./rule.js";
import { CONNECT, fillPath, hasPlaceholder, type RulePath } from "./rule-path.js";

/** A rule, precomputed as far as possible without a token. */
export interface CompiledRule {
  readonly effect: Rule["effect"];
  readonly isMet: (values: TokenValues) => boolean;
  /** Whether its patterns are the same for all tokens. */
  readonly isFixed: boolean;
  /** Patterns relative to the stage; undefined if a claim in a path is missing or isn't allowed there. */
  readonly patterns: (claims: JsonObject) => readonly string[] | undefined;
  readonly coversConnect: boolean;
}

/** The pattern of everything on a stage, to allow or to deny. */
export const EVERYTHING = "*";

/** Compiles a rule. */
export function compileRule(rule: Rule): CompiledRule {
  const { effect, methods } = rule;
  const paths = rule.paths.filter(({ text }) => text !== CONNECT);
  const fixed = paths.some(hasPlaceholder) ? undefined : patternsOf(rule, paths, {});
  return {
    effect,
    isMet: createCondition(rule),
    isFixed: fixed !== undefined,
    patterns: (claims) => fixed ?? patternsOf(rule, paths, claims),
    coversConnect: rule.paths.some(
      ({ text }) => text === CONNECT || (text === "/*" && (methods === undefined || isDenyOfAll(rule))),
    ),
  };
}

/** Whether a rule denies all methods that a rule can name. It then also covers the WebSocket handshake, which has none. */
function isDenyOfAll({ effect, methods }: Rule): boolean {
  return effect === "deny" && methods?.length === METHODS.length;
}

/** Methods are written out: a wildcard in front of a path would match into the path as well. */
function patternsOf(
  { effect, methods = METHODS }: Rule,
  paths: readonly RulePath[],
  claims: JsonObject,
): readonly string[] | undefined {
  const patterns: string[] = [];
  for (const each of paths) {
    const path = fillPath(each, claims);
    if (path === undefined) {
      return undefined;
    }
    if (effect === "deny" && path === "/*" && methods.length === METHODS.length) {
      return [EVERYTHING];
    }
    for (const spelling of effect === "deny" ? deniedSpellings(path) : [path]) {
      patterns.push(...methods.map((method) => method + spelling));
    }
  }
  return patterns;
}
