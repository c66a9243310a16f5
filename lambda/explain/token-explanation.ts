import { createRequire } from "node:module";
import { createAuthorizer } from "../src/authorizer.js";
import { createSecretReader } from "../src/aws/secrets.js";
import type { Configuration } from "../src/config/configuration.js";
import {
  FAILURE_CODES,
  type Failure,
  type FailureCode,
  failure,
  isFailure,
  isLasting,
  outcomeOf,
} from "../src/failure.js";
import { createIssuerChecks } from "../src/issuer-checks.js";
import type { JsonObject } from "../src/json.js";
import { fetchJson } from "../src/keys/fetch-json.js";
import { createTokenDecoder } from "../src/token/decode.js";
import { MAX_TOKEN_LENGTH, type TokenSource } from "../src/token/extract.js";
import { InputError } from "./input-error.js";
import { refusalText } from "./refusal-text.js";

/** What is known about the token itself. */
export interface TokenExplanation {
  /** `not_checked` without --verify, and for claims without a token. */
  readonly signature: "not_checked" | "valid" | "not_valid";
  /** The key of its issuer in the configuration; null if the issuer is unknown or there is no token. */
  readonly trusted_issuer: string | null;
  /** Why the token is refused regardless of the rules; null if no check that was made refuses it. */
  readonly refusal: TokenRefusal | null;
}

/** A refusal of the token, as the caller and the log see it. */
export interface TokenRefusal {
  readonly status: 401 | 403 | 500;
  readonly reason: FailureCode;
  readonly explanation: string;
}

/** The claims of a token, and what is known about it. */
export interface ReadToken {
  readonly claims: JsonObject;
  readonly token: TokenExplanation;
}

/** Refusals that can only follow a valid signature. */
const CHECKED_AFTER: ReadonlySet<FailureCode> = new Set([
  ...(["token_expired", "token_not_yet_valid", "token_too_old", "audience_mismatch"] as const),
  ...(["required_claims_not_met", "sender_constrained", "response_too_large"] as const),
]);

const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** For claims without a token. */
export const NO_TOKEN: TokenExplanation = { signature: "not_checked", trusted_issuer: null, refusal: null };

/**
 * Reads a token and checks everything except its signature. Anyone could have written such a token.
 *
 * @param text the token, with or without `Bearer` in front
 * @param now milliseconds since the epoch
 * @throws InputError if it is not a JWT with readable claims
 */
export function readToken(text: string, configuration: Configuration, now: number): ReadToken {
  const jws = compactJws(text);
  const decoded = createTokenDecoder()(jws);
  if (isFailure(decoded)) {
    throw new InputError(`the token can't be read: ${describe(configuration, decoded).explanation}`);
  }
  const { claims } = decoded;
  const issuer = configuration.trustedIssuers.find(({ issuer: name }) => name === decoded.iss);
  const checks = issuer && createIssuerChecks(issuer, configuration.clockSkewSeconds);
  const alg = checks?.checkHeader(decoded) ?? failure("issuer_unknown");
  const refusal = isFailure(alg) ? alg : checks?.checkClaims(claims, now);
  return {
    claims,
    token: {
      signature: "not_checked",
      trusted_issuer: issuer?.key ?? null,
      refusal: refusal === undefined ? null : describe(configuration, refusal),
    },
  };
}

/**
 * Lets the authorizer itself check the token, with the issuer's keys, which it fetches.
 *
 * @param read the result of `readToken` for the same text
 * @param report receives the other log lines of the authorizer, such as skipped keys
 * @throws InputError if the keys can't be fetched
 */
export async function verifyToken(
  text: string,
  { token }: ReadToken,
  configuration: Configuration,
  report: (line: string) => void,
): Promise<TokenExplanation> {
  const lines: Record<string, unknown>[] = [];
  // The rules are explained separately.
  const authorizer = createAuthorizer(
    { ...configuration, rules: [] },
    {
      now: Date.now,
      random: Math.random,
      fetchJson,
      readSecret: createSecretReader(createRequire(import.meta.url)),
      write: (line) => void lines.push(JSON.parse(line)),
    },
  );
  const status: 200 | TokenRefusal["status"] = await authorizer
    .authorize(eventWith(compactJws(text), configuration.tokenSource))
    .then(
      ({ policyDocument }) => (policyDocument.Statement[0]?.Effect === "Allow" ? 200 : 403),
      ({ message }: Error) => (message === "Unauthorized" ? 401 : 500),
    );
  const refused = lines.find(({ message }) => message === "request refused");
  const code = FAILURE_CODES.find((known) => known === refused?.["reason"]) ?? "keys_unavailable";
  if (status !== 200 && code === "keys_unavailable") {
    throw new InputError(
      `the signature can't be checked because the issuer's keys can't be fetched${reasonsText(lines)}: run explain where the key endpoint is reachable, or without --verify`,
    );
  }
  for (const line of lines.filter((other) => other !== refused)) {
    report(JSON.stringify(line));
  }
  if (status === 200) {
    return { ...token, signature: "valid", refusal: null };
  }
  const isCheckedBefore = !CHECKED_AFTER.has(code) && refused?.["detail"] !== "events";
  const signature = code === "signature_invalid" ? "not_valid" : isCheckedBefore ? "not_checked" : "valid";
  // If the answer is too large, the token isn't the cause.
  const refusal =
    code === "response_too_large" ? null : { ...describe(configuration, failure(code)), status };
  return { ...token, signature, refusal };
}

function reasonsText(lines: readonly Record<string, unknown>[]): string {
  const reasons = lines
    .filter(({ message }) => message === "fetch of keys failed")
    .map(({ reason }) => reason);
  return reasons.length === 0 ? "" : ` (${[...new Set(reasons)].join(", ")})`;
}

function compactJws(text: string): string {
  const jws = text.trim().replace(/^Bearer +/i, "");
  if (jws.length > MAX_TOKEN_LENGTH || !COMPACT_JWS.test(jws)) {
    throw new InputError(
      "the token must be one JWT in compact serialization: three parts separated by dots, at most 10240 characters, with or without Bearer in front",
    );
  }
  return jws;
}

function describe({ invalidTokenResponse }: Configuration, refusal: Failure): TokenRefusal {
  const { failure: code } = refusal;
  const isDenied = invalidTokenResponse === "deny" && isLasting(code);
  return {
    status: isDenied ? 403 : outcomeOf(code) === "internal" ? 500 : 401,
    reason: code,
    explanation: refusalText(refusal),
  };
}

/** A REST API's request with the token in the configured place. */
function eventWith(jws: string, source: TokenSource): JsonObject {
  const event = {
    type: "REQUEST",
    methodArn: "arn:aws:execute-api:us-east-1:123456789012:abcdefghij/prod/GET/",
    requestContext: {},
  };
  switch (source.place) {
    case "header":
      return { ...event, headers: { [source.name]: `${source.scheme} ${jws}`.trim() } };
    case "cookie":
      return { ...event, headers: { Cookie: `${source.name}=${jws}` } };
    case "query_parameter":
      return { ...event, queryStringParameters: { [source.name]: jws } };
  }
}
