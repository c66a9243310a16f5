import { readClaim } from "../src/claim.js";
import type { Configuration } from "../src/config/configuration.js";
import type { JsonObject } from "../src/json.js";
import { parsePath } from "../src/policy/resource.js";
import { CONNECT, METHODS, type Rule } from "../src/policy/rule.js";
import { pathText } from "../src/policy/values.js";
import { createTokenDecider } from "./decision.js";
import { notesOf } from "./explanation.js";

/** Claims with a name for their column. */
export interface NamedClaims {
  readonly name: string;
  readonly claims: JsonObject;
}

/** One request that a rule names, and what each of the tokens gets. */
export interface MatrixRow {
  /** Empty for `$connect`. */
  readonly method: string;
  /** As the rule has it; `{another CLAIM}` for a value that isn't the token's own. */
  readonly path: string;
  /** In the order of the columns. */
  readonly answers: readonly ("allow" | "deny")[];
}

/** Every path and method of the rules, against tokens. */
export interface Matrix {
  readonly columns: readonly string[];
  readonly rows: readonly MatrixRow[];
  /** What no rule says, and what has not been looked at. */
  readonly notes: readonly string[];
}

/** No claim is likely to have it, and any path may hold it. */
const ANOTHER_VALUE = "another-value";
/** What stands for a wildcard. */
const ANY_CHARACTER = "x";

/**
 * Asks the policies of several tokens about every path and method that a rule names. In a path with wildcards one path
 * is asked about that the pattern matches; what a narrower rule says of others is in that rule's row.
 */
export function createMatrix(configuration: Configuration, tokens: readonly NamedClaims[]): Matrix {
  const decide = createTokenDecider(configuration);
  const decisions = tokens.map(({ claims }) => ({ claims, ...decide(claims) }));
  const rows = new Map<string, MatrixRow>();
  const add = (method: string, path: string, isOwn: boolean): void => {
    const label = isOwn ? path : path.replace(/\{([^{}]*)\}/g, "{another $1}");
    const answers = decisions.map(({ claims, refusalOf }) => {
      const resource = method + sampleOf(path, isOwn ? claims : undefined);
      return refusalOf({ resource, isWebSocket: path === CONNECT }) === undefined ? "allow" : "deny";
    });
    rows.set(JSON.stringify([path, isOwn, method]), { method, path: label, answers });
  };
  for (const { paths, methods = METHODS } of configuration.rules as readonly Rule[]) {
    for (const path of paths) {
      for (const method of path === CONNECT ? [""] : methods) {
        add(method, path, true);
        if (path.includes("{")) {
          add(method, path, false);
        }
      }
    }
  }
  const inOrder = [...rows.values()].sort(
    (a, b) => compareTexts(a.path, b.path) || compareTexts(a.method, b.method),
  );
  return { columns: tokens.map(({ name }) => name), rows: inOrder, notes: notesOf(configuration) };
}

/** A path that the pattern matches: of the token's own claims, or of others. */
function sampleOf(path: string, claims: JsonObject | undefined): string {
  if (path === CONNECT) {
    return path;
  }
  return (parsePath(path) ?? [])
    .map((part) =>
      typeof part === "string"
        ? part.replace(/[*?]/g, ANY_CHARACTER)
        : ((claims && pathText(readClaim(claims, part))) ?? ANOTHER_VALUE),
    )
    .join("");
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
