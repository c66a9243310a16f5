import type { ApiSettings } from "../src/config/apis.js";
import type { Configuration } from "../src/config/configuration.js";
import { type Failure, type FailureCode, failure, isFailure, isLasting, outcomeOf } from "../src/failure.js";
import { credentialsHint } from "../src/hints/credentials-hint.js";
import { createIssuerFinder } from "../src/hints/issuer-hint.js";
import { type IssuerRequirements, requirementsAt } from "../src/issuer-requirements.js";
import type { JsonObject } from "../src/json.js";
import { MAX_TOKEN_LENGTH } from "../src/token/extract.js";
import { faultValues } from "./fault-values.js";
import { InputError } from "./input-error.js";
import { type ReadableToken, readLeniently } from "./read-leniently.js";
import { refusalText } from "./refusal-text.js";
import { isAmong, tokenFaults } from "./token-faults.js";

/** What is known about the token itself. */
export interface TokenExplanation {
  /**
   * `not_checked` without --verify, and for claims without a token; `not_reached` with --verify, if the token is refused
   * before a key is looked for.
   */
  readonly signature: "not_checked" | "not_reached" | "valid" | "not_valid";
  /** The key of its issuer in the configuration; null if the issuer is unknown or there is no token. */
  readonly trusted_issuer: string | null;
  /** Why the token is refused regardless of the rules; null if no check that was made refuses it. */
  readonly refusal: TokenRefusal | null;
  /** Everything that is wrong with the token. The first is the reason of the refusal. */
  readonly faults: readonly TokenFault[];
}

/** A refusal of the token, as the caller and the log see it. */
export interface TokenRefusal {
  readonly status: 401 | 403 | 500;
  readonly reason: FailureCode;
  readonly explanation: string;
}

/** One thing that is wrong with a token. */
export interface TokenFault {
  readonly reason: FailureCode;
  readonly explanation: string;
  /** The token's value and the configured one; null if there is nothing to compare. */
  readonly values: string | null;
}

/** The claims of a token, and what is known about it. */
export interface ReadToken {
  readonly claims: JsonObject;
  readonly token: TokenExplanation;
  readonly readable: ReadableToken;
  /** What the authorizer would log about the issuer's keys. */
  readonly notes: readonly string[];
}

const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** How tokens are usually sent, and copied. */
const BEARER = { place: "header", name: "Authorization", scheme: "Bearer" } as const;

/** For claims without a token. */
export const NO_TOKEN: TokenExplanation = {
  signature: "not_checked",
  trusted_issuer: null,
  refusal: null,
  faults: [],
};

/**
 * Reads a token and checks everything except its signature. Anyone could have written such a token.
 *
 * @param text the token, with or without `Bearer` in front
 * @param now milliseconds since the epoch
 * @param api the API that is called; undefined for an API that the configuration does not list
 * @throws InputError if it is not a JWT with readable claims
 */
export function readToken(
  text: string,
  configuration: Configuration,
  now: number,
  api?: ApiSettings,
): ReadToken {
  const readable = readLeniently(compactJws(text));
  if (isFailure(readable)) {
    throw new InputError(`the token can't be read: ${refusalText(readable)}`);
  }
  const { claims, iss } = readable.decoded;
  const issuer = configuration.trustedIssuers.find(({ issuer: name }) => name === iss);
  const compared = issuer ?? nearestIssuer(iss, configuration);
  const requirements = requirementsOf(compared, configuration, api);
  const found = requirements === undefined ? [] : tokenFaults(readable.decoded, requirements, now);
  const failures = [
    ...readable.faults,
    ...(issuer === undefined ? [failure("issuer_unknown")] : []),
    ...found.filter((fault) => compared !== undefined || isGeneral(fault)),
  ];
  const described = distinct(failures).map((each) => {
    const values = requirements && faultValues(each, readable, requirements, configuration, now, api);
    return describeFault(configuration, each, values ?? null);
  });
  return {
    claims,
    token: {
      signature: "not_checked",
      trusted_issuer: issuer?.key ?? null,
      refusal: described[0]?.refusal ?? null,
      faults: described.map(({ fault }) => fault),
    },
    readable,
    notes: [],
  };
}

/** An unknown `iss` is one fault of several: the rest is compared with the issuer that was probably meant. */
function nearestIssuer(
  iss: unknown,
  { trustedIssuers }: Configuration,
): Configuration["trustedIssuers"][number] | undefined {
  const near = typeof iss === "string" ? createIssuerFinder(trustedIssuers)(iss)?.issuer : undefined;
  return near ?? (trustedIssuers.length === 1 ? trustedIssuers[0] : undefined);
}

/** If the token resembles no issuer, the first one serves to find the faults that do not depend on an issuer. */
function requirementsOf(
  compared: Configuration["trustedIssuers"][number] | undefined,
  { trustedIssuers, clockSkewSeconds }: Configuration,
  api: ApiSettings | undefined,
): IssuerRequirements | undefined {
  const issuer = compared ?? trustedIssuers[0];
  return issuer && requirementsAt(api, { ...issuer, clockSkewSeconds });
}

/** Whether a token of any issuer would be refused for this fault. */
function isGeneral({ failure: code, detail }: Failure): boolean {
  return GENERAL.has(code) || (code === "token_type_wrong" && detail === "events");
}

const GENERAL: ReadonlySet<FailureCode> = new Set([
  ...(["token_malformed", "token_expired", "token_not_yet_valid", "sender_constrained"] as const),
]);

/** Without repetitions, and without what follows from another fault: a malformed alg is never an accepted one. */
function distinct(failures: readonly Failure[]): readonly Failure[] {
  const isAlgMalformed = isAmong(failures, failure("token_malformed", "alg"));
  return failures.filter(
    (fault, index) =>
      !isAmong(failures.slice(0, index), fault) &&
      !(isAlgMalformed && fault.failure === "algorithm_not_allowed"),
  );
}

/**
 * Takes the token out of a text, which may have white space around it and `Bearer` in front.
 *
 * @throws InputError if the text is not one token
 */
export function compactJws(text: string): string {
  const jws = text.trim().replace(/^Bearer +/i, "");
  if (jws.length > MAX_TOKEN_LENGTH || !COMPACT_JWS.test(jws)) {
    const credentials = /^\S+ /.test(text.trim()) ? text.trim() : `Bearer ${jws}`;
    const hint = jws === "" ? undefined : credentialsHint(credentials, BEARER);
    throw new InputError(
      `the token must be one JWT in compact serialization, three parts separated by dots, at most 10240 characters, with or without Bearer in front${hint === undefined ? "" : `. Here, ${hint}`}`,
    );
  }
  return jws;
}

/**
 * Describes a refusal in both forms: as the answer to the caller and as one of the token's faults.
 *
 * @param values the token's value and the configured one; null if there is nothing to compare
 */
export function describeFault(
  { invalidTokenResponse }: Pick<Configuration, "invalidTokenResponse">,
  refusal: Failure,
  values: string | null,
): { readonly refusal: TokenRefusal; readonly fault: TokenFault } {
  const { failure: reason } = refusal;
  const explanation = refusalText(refusal);
  const isDenied = invalidTokenResponse === "deny" && isLasting(refusal);
  return {
    refusal: {
      status: isDenied ? 403 : outcomeOf(reason) === "internal" ? 500 : 401,
      reason,
      explanation,
    },
    fault: { reason, explanation, values },
  };
}
