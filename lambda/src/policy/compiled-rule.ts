import type { JsonObject } from "../json.js";
import { createCondition, type TokenValues } from "./conditions.js";
import { deniedSpellings, fillPath, hasPlaceholder, type PathTemplate, parsePath } from "./resource.js";
import { CONNECT, METHODS, type Rule } from "./rule.js";

/** A rule with all done to it that doesn't take a token. */
export interface CompiledRule {
  readonly effect: Rule["effect"];
  readonly isMet: (values: TokenValues) => boolean;
  /** Whether its patterns are the same for all tokens. */
  readonly isFixed: boolean;
  /** Patterns relative to the stage; undefined if a claim that goes into a path isn't fit for it. */
  readonly patterns: (claims: JsonObject) => readonly string[] | undefined;
  readonly coversConnect: boolean;
}

/** The pattern of a deny that leaves nothing. */
export const EVERYTHING = "*";

/** @throws Error if a path can't be parsed, which the configuration's reader has refused before */
export function compileRule(rule: Rule): CompiledRule {
  const { effect, methods, paths } = rule;
  const templates = paths.filter((path) => path !== CONNECT).map(template);
  const fixed = templates.some(hasPlaceholder) ? undefined : patternsOf(rule, templates, {});
  return {
    effect,
    isMet: createCondition(rule),
    isFixed: fixed !== undefined,
    patterns: fixed === undefined ? (claims) => patternsOf(rule, templates, claims) : () => fixed,
    coversConnect: paths.includes(CONNECT) || (paths.includes("/*") && methods === undefined),
  };
}

function template(path: string): PathTemplate {
  const parsed = parsePath(path);
  if (parsed === undefined) {
    throw new Error("a rule has a path that is none");
  }
  return parsed;
}

/** Methods are written out: a wildcard in front of a path would match into the path as well. */
function patternsOf(
  { effect, methods = METHODS }: Rule,
  templates: readonly PathTemplate[],
  claims: JsonObject,
): readonly string[] | undefined {
  const patterns: string[] = [];
  for (const each of templates) {
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
