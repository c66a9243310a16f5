import { type ClaimReference, parseClaimReference, readClaim } from "../claim.js";
import { CONTRACT } from "../config/contract.js";
import type { JsonObject } from "../json.js";
import { pathText } from "./values.js";

/** A path taken apart: literal text, wildcards included, and the claims between it. */
export type PathTemplate = readonly (string | ClaimReference)[];

const PARTS = /\{[^{}]*\}|[^{}]+|[{}]/g;
/** Has no lone percent sign, which a claim's value could turn into an encoded character. */
const LITERAL = new RegExp(CONTRACT.patterns.path_literal);

/**
 * Takes a path of a rule apart. Wildcards are IAM's: `*` crosses `/` and matches nothing as well, `?` is one character.
 *
 * @returns undefined if it doesn't begin with a slash, has a character that no path has, an unclosed or nested `{`, a
 * placeholder that names no claim, `${`, which IAM would take for a policy variable, or `**`, which elsewhere means what
 * one `*` does here
 */
export function parsePath(path: string): PathTemplate | undefined {
  if (!path.startsWith("/") || path.includes("${") || path.includes("**")) {
    return undefined;
  }
  const template: (string | ClaimReference)[] = [];
  for (const part of path.match(PARTS) ?? []) {
    const claim = part.startsWith("{") ? parseClaimReference(part.slice(1, -1)) : undefined;
    if (claim === undefined && !LITERAL.test(part)) {
      return undefined;
    }
    template.push(claim ?? part);
  }
  return template;
}

/** Whether a claim's value goes into the path. */
export function hasPlaceholder(template: PathTemplate): boolean {
  return template.some((part) => typeof part !== "string");
}

/**
 * Puts a token's claims into a path.
 *
 * @returns undefined if one of them may not stand in a path, or is missing
 */
export function fillPath(template: PathTemplate, claims: JsonObject): string | undefined {
  let path = "";
  for (const part of template) {
    const text = typeof part === "string" ? part : pathText(readClaim(claims, part));
    if (text === undefined) {
      return undefined;
    }
    path += text;
  }
  return path;
}

/**
 * The spellings that a denied path has to cover: with and without a slash at its end, which backends seldom tell apart,
 * and the path itself beside what is below it.
 */
export function deniedSpellings(path: string): readonly string[] {
  const stem = path.replace(/\/\*?$/, "");
  if (stem === "" || (path.endsWith("*") && !path.endsWith("/*"))) {
    return [path];
  }
  return path.endsWith("/*") ? [stem, path] : [stem, `${stem}/`];
}

const STRICT_PARTS = CONTRACT.strict_path_parts;
const STRICT_ENDS = CONTRACT.strict_path_ends;

/** Patterns, relative to the stage, of the path forms that `strict_paths` denies. */
export const STRICT_FORMS: readonly string[] = [
  ...STRICT_PARTS.map((part) => `*${part}*`),
  ...STRICT_ENDS.map((end) => `*${end}`),
];

/** One of these is in each of them. */
const STRICT_SIGNS = ["//", "/.", "%"];

/** Whether a resource, relative to the stage, has one of {@link STRICT_FORMS}. */
export function isStrictForm(resource: string): boolean {
  return (
    STRICT_SIGNS.some((sign) => resource.includes(sign)) &&
    (STRICT_PARTS.some((part) => resource.includes(part)) ||
      STRICT_ENDS.some((end) => resource.endsWith(end)))
  );
}

/**
 * Makes the function that says whether one of these patterns matches. Those without wildcards are looked up, of the
 * others what stands in front of the first wildcard is compared: all are asked at every decision.
 */
export function createMatcher(patterns: readonly string[]): (text: string) => boolean {
  const exact = new Set(patterns);
  const open = patterns
    .map((pattern) => ({ pattern, literal: pattern.slice(0, pattern.search(/[*?]|$/)) }))
    .filter(({ pattern, literal }) => pattern !== literal);
  return (text) =>
    exact.has(text) ||
    open.some(({ pattern, literal }) => text.startsWith(literal) && matchesPattern(pattern, text));
}

/**
 * Whether a resource pattern matches, as API Gateway evaluates it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchesPattern(pattern: string, text: string): boolean {
  let inPattern = 0;
  let inText = 0;
  let lastStar = -1;
  let resumeAt = 0;
  while (inText < text.length) {
    const wanted = pattern[inPattern];
    if (wanted === "*") {
      lastStar = inPattern++;
      resumeAt = inText;
    } else if (wanted === "?" || wanted === text[inText]) {
      inPattern++;
      inText++;
    } else if (lastStar >= 0) {
      // The last star takes one character more.
      inPattern = lastStar + 1;
      inText = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === "*") {
    inPattern++;
  }
  return inPattern === pattern.length;
}
