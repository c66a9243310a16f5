import { type ClaimReference, parseClaimReference, readClaim } from "../claim-reference.js";
import { CONTRACT } from "../config/contract.js";
import type { JsonObject } from "../json.js";
import type { Kind } from "../object-reader.js";
import { pathText } from "./values.js";

/** A path of a rule. */
export interface RulePath {
  /** As the user wrote it. */
  readonly text: string;
  /** Literal text, with IAM's wildcards, and the claims between it. Empty for {@link CONNECT}. */
  readonly parts: readonly (string | ClaimReference)[];
}

/** The one path without a leading slash: the handshake of a WebSocket API. */
export const CONNECT = "$connect";

const PARTS = /\{[^{}]*\}|[^{}]+|[{}]/g;
/** What RFC 3986 allows in a path, and IAM's wildcards. A claim could complete a lone percent sign to an encoding. */
const LITERAL = new RegExp(CONTRACT.patterns.path_literal);
const GREEDY_PARAMETER = new RegExp(CONTRACT.patterns.greedy_parameter);

/**
 * Parses a path of a rule. Wildcards are IAM's: `*` matches any characters, `/` included, or none; `?` matches one.
 * `**` is rejected because other tools give it the meaning that `*` has here, `${` because IAM reads it as a policy
 * variable, and `{proxy+}` because API Gateway gives it the meaning that `*` has here.
 *
 * @returns undefined if the path is invalid
 */
function parsePath(text: string): RulePath | undefined {
  if (text === CONNECT) {
    return { text, parts: [] };
  }
  if (!text.startsWith("/") || text.includes("${") || text.includes("**") || GREEDY_PARAMETER.test(text)) {
    return undefined;
  }
  const parts: (string | ClaimReference)[] = [];
  for (const part of text.match(PARTS) ?? []) {
    const claim = part.startsWith("{") ? parseClaimReference(part.slice(1, -1)) : undefined;
    if (claim === undefined && !LITERAL.test(part)) {
      return undefined;
    }
    parts.push(claim ?? part);
  }
  return { text, parts };
}

/** The kind of a path, for the reader of rules. */
export const PATH: Kind<RulePath> = {
  rule: CONTRACT.sentences.path,
  parse: (value) => (typeof value === "string" ? parsePath(value) : undefined),
  fallback: { text: "", parts: [] },
};

/** Whether a claim's value becomes part of the path. */
export function hasPlaceholder({ parts }: RulePath): boolean {
  return parts.some((part) => typeof part !== "string");
}

/**
 * Replaces the placeholders of a path with a token's claims.
 *
 * @returns undefined if a claim is missing, or its value isn't allowed in a path
 */
export function fillPath({ parts }: RulePath, claims: JsonObject): string | undefined {
  let path = "";
  for (const part of parts) {
    const text = typeof part === "string" ? part : pathText(readClaim(claims, part));
    if (text === undefined) {
      return undefined;
    }
    path += text;
  }
  return path;
}
