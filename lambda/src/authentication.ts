import type { Configuration } from "./config/configuration.js";
import { type Failure, failure, isFailure } from "./failure.js";
import { createIssuerChecks, type IssuerChecks } from "./issuer-checks.js";
import type { JsonObject } from "./json.js";
import { createKeySources, type IssuerKeysDependencies } from "./keys/issuer-keys.js";
import type { ArrivedKeyRequest, KeySource } from "./keys/key-source.js";
import type { VerificationKey } from "./keys/verification-key.js";
import type { DecisionLog } from "./telemetry/decision-log.js";
import { createTokenDecoder, type DecodedToken } from "./token/decode.js";
import { createVerifiedTokenCache } from "./token/verified-token-cache.js";
import { verifySignature } from "./token/verify.js";

/** Says whose a token is, and whether it is good. */
export interface Authentication<Consequences> {
  /** @returns the token, or why it is refused */
  readonly authenticate: (
    token: string,
    progress: Progress,
  ) => Promise<VerifiedToken<Consequences> | Failure>;
  /** Starts to fetch the keys, without waiting for them. */
  readonly prefetchKeys: () => void;
}

/** A token that has been accepted, and what follows from its text and from the keys that verified it. */
export interface VerifiedToken<Consequences> {
  readonly decoded: DecodedToken;
  /** As the key source returned them: it returns the same array for as long as they are the same. */
  readonly keys: readonly VerificationKey[];
  readonly consequences: Consequences;
}

/** What gets known on the way, for the log and for the answer to a refusal. */
export interface Progress {
  trustedIssuer: string | undefined;
  /** Whether the signature was checked with the key that the token names, out of a key set within its time. */
  isKeyCurrent: () => boolean;
}

interface Issuer extends IssuerChecks {
  /** Its key in the configuration. */
  readonly key: string;
  readonly keys: KeySource;
}

/**
 * Makes the part of the pipeline that ends with a token that is known to be good. It fetches nothing by itself.
 *
 * @param consequencesOf what is to be kept with the token, for as long as that is: it must follow from the claims alone
 */
export function createAuthentication<Consequences>(
  configuration: Pick<Configuration, "trustedIssuers" | "clockSkewSeconds">,
  dependencies: IssuerKeysDependencies,
  log: Pick<DecisionLog, "fetchFailed" | "keysSkipped">,
  consequencesOf: (claims: JsonObject) => Consequences,
): Authentication<Consequences> {
  const { now } = dependencies;
  const { trustedIssuers, clockSkewSeconds } = configuration;
  const decodeToken = createTokenDecoder();
  const verifiedTokens = createVerifiedTokenCache<VerifiedToken<Consequences>>();
  const keySources = createKeySources(trustedIssuers, dependencies, ({ key }) => ({
    fetchFailed: (reason) => log.fetchFailed(key, reason),
    keysSkipped: (reasons) => log.keysSkipped(key, reasons),
  }));
  const issuers = new Map<unknown, Issuer>(
    keySources.map(([trusted, keys]) => [
      trusted.issuer,
      { key: trusted.key, keys, ...createIssuerChecks(trusted, clockSkewSeconds) },
    ]),
  );

  /** Of a token that has been verified before, only what can't come out otherwise is taken for granted. */
  async function authenticate(
    token: string,
    progress: Progress,
  ): Promise<VerifiedToken<Consequences> | Failure> {
    const arrivedAt = now();
    const known = verifiedTokens.find(token);
    const decoded = known?.decoded ?? decodeToken(token);
    if (isFailure(decoded)) {
      return decoded;
    }
    const issuer = issuers.get(decoded.iss);
    if (issuer === undefined) {
      return failure("issuer_unknown");
    }
    progress.trustedIssuer = issuer.key;
    const { kid, claims } = decoded;
    const alg = issuer.checkHeader(decoded);
    if (isFailure(alg)) {
      return alg;
    }
    const keys = await verify(token, issuer.keys, { alg, kid, arrivedAt }, known?.keys, progress);
    if (isFailure(keys)) {
      return keys;
    }
    const refusal = issuer.checkClaims(claims, now());
    if (refusal !== undefined) {
      return refusal;
    }
    if (known?.keys === keys) {
      return known;
    }
    const verified = { decoded, keys, consequences: consequencesOf(claims) };
    verifiedTokens.keep(token, verified);
    return verified;
  }

  function prefetchKeys(): void {
    for (const { keys } of issuers.values()) {
      keys.prefetch();
    }
  }

  return { authenticate, prefetchKeys };
}

/**
 * Verifies a token's signature with the issuer's keys, and with newer ones where it may have such.
 *
 * @param verifiedBy the keys that have verified this very token before: they would do so again
 * @returns the keys that verified it
 */
async function verify(
  token: string,
  source: KeySource,
  request: ArrivedKeyRequest,
  verifiedBy: readonly VerificationKey[] | undefined,
  progress: Progress,
): Promise<readonly VerificationKey[] | Failure> {
  const keys = await source.find(request);
  if (isFailure(keys) || keys === verifiedBy) {
    return keys;
  }
  // Where keys have no id, a token's `kid` names none of them.
  progress.isKeyCurrent = () =>
    request.kid !== undefined && source.findNewer === undefined && source.areCurrent(keys);
  const refusal = verifySignature(token, keys);
  if (refusal === undefined) {
    return keys;
  }
  const newer = await source.findNewer?.(request, keys);
  return newer === undefined ? refusal : (verifySignature(token, newer) ?? newer);
}
