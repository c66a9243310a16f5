import { CONTRACT } from "../config/contract.js";

/**
 * The spellings that a deny has to cover: with and without a trailing slash, which most backends treat alike, and for
 * `/p/*` also `/p` itself.
 */
export function deniedSpellings(path: string): readonly string[] {
  const stem = path.replace(/\/\*?$/, "");
  if (stem === "" || (path.endsWith("*") && !path.endsWith("/*"))) {
    return [path];
  }
  return path.endsWith("/*") ? [stem, path] : [stem, `${stem}/`];
}

const { strict_path_parts: STRICT_PARTS, strict_path_ends: STRICT_ENDS } = CONTRACT;

/** Patterns, relative to the stage, of paths that a backend might normalize into another path. */
export const STRICT_FORMS: readonly string[] = [
  ...STRICT_PARTS.map((part) => `*${part}*`),
  ...STRICT_ENDS.map((end) => `*${end}`),
];

/** Each form contains one of these, which are fast to look for. */
const STRICT_SIGNS = ["//", "/.", "%"];

/** Whether one of {@link STRICT_FORMS} matches a resource, which is relative to the stage. */
export function isStrictForm(resource: string): boolean {
  return (
    STRICT_SIGNS.some((sign) => resource.includes(sign)) &&
    (STRICT_PARTS.some((part) => resource.includes(part)) ||
      STRICT_ENDS.some((end) => resource.endsWith(end)))
  );
}

/**
 * Makes the function that says whether one of these patterns matches. It runs at every decision, so that patterns
 * without wildcards are looked up, and the text before the first wildcard of the others is compared first.
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
 * Whether a resource pattern matches, as API Gateway evaluates it: `*` and `?` match across slashes.
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
      // The last star matches one more character.
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
