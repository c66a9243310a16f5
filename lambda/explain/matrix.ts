import { readClaim } from "../src/claim-reference.js";
import type { Configuration } from "../src/config/configuration.js";
import type { JsonObject } from "../src/json.js";
import { appliesTo, METHODS } from "../src/policy/rule.js";
import { CONNECT, hasPlaceholder, type RulePath } from "../src/policy/rule-path.js";
import { pathText } from "../src/policy/values.js";
import { createTokenDecider } from "./decision.js";
import { type ExplainedApi, findExplainedApi } from "./explained-api.js";
import { notesOf } from "./explanation.js";
import { revocationNotes } from "./revocation-notes.js";

/** Claims with a name for their column. */
export interface NamedClaims {
  readonly name: string;
  readonly claims: JsonObject;
}

/** One request that a rule names, and the answer to each of the tokens. */
export interface MatrixRow {
  /** Empty for `$connect`. */
  readonly method: string;
  /** As in the rule; `{another CLAIM}` stands for a value that isn't the token's own. */
  readonly path: string;
  /** In the order of the columns. */
  readonly answers: readonly ("allow" | "deny")[];
}

/** Every path and method of the rules, for each of several tokens. */
export interface Matrix {
  readonly columns: readonly string[];
  readonly rows: readonly MatrixRow[];
  /** Limits of the answers. */
  readonly notes: readonly string[];
}

/** Unlikely to be the value of a claim, and valid in any path. */
const ANOTHER_VALUE = "another-value";
/** Stands for a wildcard. */
const ANY_CHARACTER = "x";

/**
 * Asks the policies of several tokens about every path and method that a rule names. A path with wildcards is tested
 * with one path that it matches; a narrower rule has a row of its own.
 *
 * @param api by default, an API that the configuration does not list
 */
export function createMatrix(
  configuration: Configuration,
  tokens: readonly NamedClaims[],
  api: ExplainedApi = findExplainedApi(configuration),
): Matrix {
  const decide = createTokenDecider(configuration, api);
  const decisions = tokens.map(({ claims }) => ({ claims, ...decide(claims) }));
  const rows = new Map<string, MatrixRow>();
  const add = (method: string, path: RulePath, isOwn: boolean): void => {
    const label = isOwn ? path.text : path.text.replace(/\{([^{}]*)\}/g, "{another $1}");
    const answers = decisions.map(({ claims, refusalOf }) => {
      const resource = method + sampleOf(path, isOwn ? claims : undefined);
      return refusalOf({ resource, isWebSocket: path.text === CONNECT }) === undefined ? "allow" : "deny";
    });
    rows.set(JSON.stringify([path.text, isOwn, method]), { method, path: label, answers });
  };
  const rules = configuration.rules.filter((rule) => appliesTo(rule, api.settings?.key));
  for (const { paths, methods = METHODS } of rules) {
    for (const path of paths) {
      for (const method of path.text === CONNECT ? [""] : methods) {
        add(method, path, true);
        if (hasPlaceholder(path)) {
          add(method, path, false);
        }
      }
    }
  }
  const inOrder = [...rows.values()].sort(
    (a, b) => compareTexts(a.path, b.path) || compareTexts(a.method, b.method),
  );
  return {
    columns: tokens.map(({ name }) => name),
    rows: inOrder,
    notes: [...notesOf(configuration, api.settings), ...revocationNotes(configuration)],
  };
}

/** A path that the pattern matches, filled with the token's own claims or with other values. */
function sampleOf({ text, parts }: RulePath, claims: JsonObject | undefined): string {
  const sample = parts.map((part) =>
    typeof part === "string"
      ? part.replace(/[*?]/g, ANY_CHARACTER)
      : ((claims && pathText(readClaim(claims, part))) ?? ANOTHER_VALUE),
  );
  return text === CONNECT ? CONNECT : sample.join("");
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
