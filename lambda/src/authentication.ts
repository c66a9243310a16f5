import type { ApiSettings } from "./config/apis.js";
import type { Configuration } from "./config/configuration.js";
import { type Failure, failure, isFailure } from "./failure.js";
import { createIssuerHint } from "./hints/issuer-hint.js";
import { refusalHint } from "./hints/refusal-hint.js";
import {
  checkHeader,
  checkVerifiedClaims,
  type IssuerRequirements,
  requirementsAt,
  secondsOf,
} from "./issuer-requirements.js";
import { type JsonObject, own } from "./json.js";
import { checkKeys, type KeysReport } from "./keys/check-keys.js";
import { createKeySources, type IssuerKeysDependencies, type KeySources } from "./keys/issuer-keys.js";
import type { KeyRequest, KeySource, VerificationKey } from "./keys/key-source.js";
import type { DecisionLog } from "./log/decision-log.js";
import { checkAudience, checkTimes } from "./token/claims.js";
import { thumbprintIn } from "./token/confirmation.js";
import { createTokenDecoder, type DecodedToken } from "./token/decode.js";
import type { TokenExtractor } from "./token/extract.js";
import type { VerifiedTokenCache } from "./token/verified-token-cache.js";
import { verifyWithKeys } from "./token/verify-with-keys.js";

/** A token that has been accepted. */
export interface VerifiedToken {
  readonly claims: JsonObject;
  /** Of the certificate that the token is bound to (mutual TLS); undefined if it is not. */
  readonly certificateThumbprint: string | undefined;
  /** Of the client's key that the token is bound to (DPoP); undefined if it is not. */
  readonly keyThumbprint: string | undefined;
  readonly issuer: Issuer;
  readonly keySource: KeySource;
  readonly keyRequest: KeyRequest;
  /** As the key source returned them: the same array for as long as the keys are the same. */
  readonly keys: readonly VerificationKey[];
  /** Whether {@link Authentication.recall} may return this object when the token comes again. */
  readonly isKept: boolean;
}

/** Reads the tokens of one token source, and keeps those that were verified: at another source they may be invalid. */
export interface TokenReader extends TokenExtractor {
  readonly verifiedTokens: VerifiedTokenCache<VerifiedToken>;
}

/** Authenticates tokens. A refusal is returned as a value, and names the issuer in the configuration once it is known. */
export interface Authentication {
  /**
   * Looks a token up that was verified before, at this API or at another one.
   *
   * @param credentials the value at the token source
   * @param api the API that the request is for; undefined if the configuration does not list it
   * @returns undefined if the token is not kept or its keys are no longer current, so that it has to be verified
   */
  readonly recall: (
    reader: TokenReader,
    credentials: string,
    api: ApiSettings | undefined,
  ) => VerifiedToken | Failure | undefined;
  /** Verifies a token: issuer, header, key, signature, claims. */
  readonly verify: (
    reader: TokenReader,
    credentials: string,
    api: ApiSettings | undefined,
  ) => Promise<VerifiedToken | Failure>;
  /** Starts to fetch the keys, without waiting for them. */
  readonly prefetchKeys: () => void;
  /** Fetches the keys that are missing or due, waits for that, and describes all key sources. It never rejects. */
  readonly checkKeys: () => Promise<KeysReport>;
}

/** The part of the log that is about keys. */
export type KeyLog = Pick<
  DecisionLog,
  "fetchFailed" | "fetchSucceeded" | "refetchSuppressed" | "keysSkipped" | "secretSuspected"
>;

/** A trusted issuer with its keys. */
interface Issuer {
  readonly trusted: IssuerRequirements;
  readonly keySources: KeySources;
}

/** A token whose issuer is trusted, before its signature is checked. */
interface ClaimedToken {
  readonly token: string;
  readonly decoded: DecodedToken;
  readonly issuer: Issuer;
}

/** Makes the authentication. It fetches nothing by itself. */
export function createAuthentication(
  configuration: Pick<Configuration, "trustedIssuers" | "apis" | "clockSkewSeconds">,
  dependencies: IssuerKeysDependencies,
  log: KeyLog,
): Authentication {
  const { now, traceFetch } = dependencies;
  const { clockSkewSeconds, apis } = configuration;
  const isAudienceByApi = apis.some(({ audience }) => audience !== undefined);
  const decodeToken = createTokenDecoder();
  const issuerHint = createIssuerHint(configuration.trustedIssuers);
  const allKeySources = createKeySources(configuration.trustedIssuers, dependencies, ({ key }) => ({
    fetchFailed: (reason) => log.fetchFailed(key, reason),
    fetchSucceeded: () => log.fetchSucceeded(key),
    refetchSuppressed: () => log.refetchSuppressed(key),
    fetchBegan: traceFetch && (() => traceFetch(key)),
    keysSkipped: (skipped) => log.keysSkipped(key, skipped),
    secretSuspected: (reason) => log.secretSuspected(key, reason),
  }));
  const issuers = new Map<unknown, Issuer>(
    [...allKeySources].map(([issuer, keySources]) => [
      issuer.issuer,
      { trusted: { ...issuer, clockSkewSeconds }, keySources },
    ]),
  );

  function recall(
    reader: TokenReader,
    credentials: string,
    api: ApiSettings | undefined,
  ): VerifiedToken | Failure | undefined {
    const token = reader.verifiedTokens.find(credentials);
    if (token === undefined || token.keySource.peek(token.keyRequest) !== token.keys) {
      return undefined;
    }
    const { trusted } = token.issuer;
    const refusal = checkAgain(token.claims, trusted, api);
    return refusal === undefined
      ? token
      : refused(refusal, { ...token.keyRequest, type: undefined, claims: token.claims }, trusted, api);
  }

  /**
   * Cached token, same keys: only time-dependent checks can change, and the audience, because the token may have been
   * accepted at another API.
   */
  function checkAgain(
    claims: JsonObject,
    trusted: IssuerRequirements,
    api: ApiSettings | undefined,
  ): Failure | undefined {
    const { audienceClaim } = trusted;
    const refusal = isAudienceByApi
      ? checkAudience(claims, { audience: api?.audience ?? trusted.audience, audienceClaim })
      : undefined;
    return refusal ?? checkTimes(claims, trusted, secondsOf(now()));
  }

  async function verify(
    reader: TokenReader,
    credentials: string,
    api: ApiSettings | undefined,
  ): Promise<VerifiedToken | Failure> {
    const arrivedAt = now();
    const claimed = readToken(reader.tokenIn(credentials));
    if (isFailure(claimed)) {
      return claimed;
    }
    const { trusted } = claimed.issuer;
    const kept = reader.verifiedTokens.find(credentials);
    const verified = await verifyClaimed(claimed, arrivedAt, kept, api);
    if (isFailure(verified)) {
      return refused(verified, claimed.decoded, trusted, api);
    }
    if (verified === kept) {
      return kept;
    }
    const isKept = reader.verifiedTokens.isReturning(credentials);
    const token = { ...verified, isKept };
    if (isKept) {
      reader.verifiedTokens.keep(credentials, token);
    }
    return token;
  }

  function refused(
    refusal: Failure,
    token: Omit<DecodedToken, "iss">,
    trusted: IssuerRequirements,
    api: ApiSettings | undefined,
  ): Failure {
    const hint = refusalHint(refusal, token, requirementsAt(api, trusted), secondsOf(now()), { api, apis });
    return { ...refusal, hint, trustedIssuer: trusted.key };
  }

  function readToken(token: string | Failure): ClaimedToken | Failure {
    if (isFailure(token)) {
      return token;
    }
    const decoded = decodeToken(token);
    if (isFailure(decoded)) {
      return decoded;
    }
    const issuer = issuers.get(decoded.iss);
    return issuer === undefined
      ? { ...failure("issuer_unknown"), hint: issuerHint(own(decoded.claims, "iss")) }
      : { token, decoded, issuer };
  }

  async function verifyClaimed(
    { token, decoded, issuer }: ClaimedToken,
    arrivedAt: number,
    kept: VerifiedToken | undefined,
    api: ApiSettings | undefined,
  ): Promise<Omit<VerifiedToken, "isKept"> | Failure> {
    const { claims, kid } = decoded;
    const alg = checkHeader(decoded, issuer.trusted);
    if (isFailure(alg)) {
      return alg;
    }
    const keySource = issuer.keySources.get(alg);
    if (keySource === undefined) {
      return failure("algorithm_not_allowed");
    }
    const keyRequest = { alg, kid, arrivedAt };
    const found = keySource.peek(keyRequest) ?? (await keySource.find(keyRequest));
    if (isFailure(found)) {
      return found;
    }
    // Stale keys and seed keys have to be asked for each time, but are still the ones that verified the kept token.
    if (found === kept?.keys) {
      return checkAgain(claims, issuer.trusted, api) ?? kept;
    }
    const keys = await verifyWithKeys(token, claims, keySource, keyRequest, found);
    if (isFailure(keys)) {
      return keys;
    }
    const refusal = checkVerifiedClaims(claims, requirementsAt(api, issuer.trusted), now());
    if (refusal !== undefined) {
      return refusal;
    }
    const certificateThumbprint = thumbprintIn(claims, "x5t#S256");
    const keyThumbprint = thumbprintIn(claims, "jkt");
    return { claims, certificateThumbprint, keyThumbprint, issuer, keySource, keyRequest, keys };
  }

  function prefetchKeys(): void {
    const sources = [...issuers.values()].flatMap(({ keySources }) => [...keySources.values()]);
    for (const source of new Set(sources)) {
      source.prefetch();
    }
  }

  return { recall, verify, prefetchKeys, checkKeys: () => checkKeys(allKeySources) };
}
