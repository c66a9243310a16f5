import { createRequire } from "node:module";
import {
  checkHeader,
  checkVerifiedClaims,
  createAuthentication,
  createTokenReader,
  type IssuerRequirements,
} from "../src/authentication.js";
import { createSecretReader } from "../src/aws/secrets.js";
import type { Configuration } from "../src/config/configuration.js";
import { type Failure, type FailureCode, failure, isFailure, isLasting, outcomeOf } from "../src/failure.js";
import type { JsonObject } from "../src/json.js";
import { fetchJson } from "../src/keys/fetch-json.js";
import { createTokenDecoder, type DecodedToken } from "../src/token/decode.js";
import { MAX_TOKEN_LENGTH } from "../src/token/extract.js";
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
  ...(["required_claims_not_met", "sender_constrained"] as const),
]);

/** The details of other refusals that can only follow a valid signature. */
const CLAIMS_CHECKED_AFTER: ReadonlySet<string | undefined> = new Set([
  ...["events", "exp", "nbf", "iat", "sub", "client_id", "azp"],
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
  const refusal =
    issuer === undefined
      ? failure("issuer_unknown")
      : checkUnverified(decoded, { ...issuer, clockSkewSeconds: configuration.clockSkewSeconds }, now);
  return {
    claims,
    token: {
      signature: "not_checked",
      trusted_issuer: issuer?.key ?? null,
      refusal: refusal === undefined ? null : describe(configuration, refusal),
    },
  };
}

/** All checks but that of the signature. */
function checkUnverified(
  decoded: DecodedToken,
  issuer: IssuerRequirements,
  now: number,
): Failure | undefined {
  const alg = checkHeader(decoded, issuer);
  return isFailure(alg) ? alg : checkVerifiedClaims(decoded.claims, issuer, now);
}

/**
 * Has the authorizer's own code verify the token, with the issuer's keys, which it fetches.
 *
 * @param read the result of `readToken` for the same text
 * @param report receives what the authorizer reports in addition, such as keys that it cannot use
 * @throws InputError if the keys cannot be fetched
 */
export async function verifyToken(
  text: string,
  { token }: ReadToken,
  configuration: Configuration,
  report: (line: string) => void,
): Promise<TokenExplanation> {
  const fetchFailures = new Set<string>();
  const skippedKeys: string[] = [];
  const { verify } = createAuthentication(
    configuration,
    {
      now: Date.now,
      random: Math.random,
      fetchJson,
      readSecret: createSecretReader(createRequire(import.meta.url)),
    },
    {
      fetchFailed: (_issuer, reason) => void fetchFailures.add(reason),
      keysSkipped: (issuer, keys) =>
        void skippedKeys.push(
          `keys of trusted issuer ${issuer} were skipped: ${keys.map(({ reason }) => reason).join("; ")}`,
        ),
      secretSuspected: (issuer, reason) => void skippedKeys.push(`trusted issuer ${issuer}: ${reason}`),
    },
  );
  const { tokenSource } = configuration;
  const credentials =
    `${tokenSource.place === "header" ? tokenSource.scheme : ""} ${compactJws(text)}`.trim();
  const verified = await verify(createTokenReader(tokenSource), credentials);
  if (isFailure(verified) && verified.failure === "keys_unavailable") {
    const reasons = fetchFailures.size === 0 ? "" : ` (${[...fetchFailures].join(", ")})`;
    throw new InputError(
      `the signature can't be checked because the issuer's keys can't be fetched${reasons}: run explain where the key endpoint is reachable, or without --verify`,
    );
  }
  skippedKeys.forEach(report);
  if (!isFailure(verified)) {
    return { ...token, signature: "valid", refusal: null };
  }
  const { failure: code, detail } = verified;
  const isCheckedBefore = !CHECKED_AFTER.has(code) && !CLAIMS_CHECKED_AFTER.has(detail);
  const signature = code === "signature_invalid" ? "not_valid" : isCheckedBefore ? "not_checked" : "valid";
  return { ...token, signature, refusal: describe(configuration, verified) };
}

function compactJws(text: string): string {
  const jws = text.trim().replace(/^Bearer +/i, "");
  if (jws.length > MAX_TOKEN_LENGTH || !COMPACT_JWS.test(jws)) {
    throw new InputError(
      "the token must be one JWT in compact serialization, three parts separated by dots, at most 10240 characters, with or without Bearer in front",
    );
  }
  return jws;
}

function describe({ invalidTokenResponse }: Configuration, refusal: Failure): TokenRefusal {
  const { failure: code } = refusal;
  const isDenied = invalidTokenResponse === "deny" && isLasting(refusal);
  return {
    status: isDenied ? 403 : outcomeOf(code) === "internal" ? 500 : 401,
    reason: code,
    explanation: refusalText(refusal),
  };
}
