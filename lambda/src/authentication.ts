import type { SigningAlgorithm } from "./algorithms.js";
import type { Configuration } from "./config/configuration.js";
import { type Failure, failure, isFailure } from "./failure.js";
import { createIssuerChecks, type IssuerChecks } from "./issuer-checks.js";
import type { JsonObject } from "./json.js";
import { createKeySources, type IssuerKeysDependencies } from "./keys/issuer-keys.js";
import type { ArrivedKeyRequest, KeySource, VerificationKey } from "./keys/key-source.js";
import { type Ready, whenReady } from "./ready.js";
import type { DecisionLog } from "./telemetry/decision-log.js";
import { createTokenDecoder, type DecodedToken } from "./token/decode.js";
import type { TokenExtractor } from "./token/extract.js";
import { createVerifiedTokenCache } from "./token/verified-token-cache.js";
import { verifySignature } from "./token/verify.js";

/** Says whose a token is, and whether it is good. */
export interface Authentication<Consequences> {
  /** For the tokens of one token source. */
  readonly createAuthenticator: (extractor: TokenExtractor) => Authenticate<Consequences>;
  /** Starts to fetch the keys, without waiting for them. */
  readonly prefetchKeys: () => void;
}

/**
 * Says of a value at the token source whether it holds a good token.
 *
 * @returns the token, or why it is refused
 */
export type Authenticate<Consequences> = (
  credentials: string,
  progress: Progress,
) => Ready<VerifiedToken<Consequences> | Failure>;

/** A token that says that it is of an issuer whose tokens are accepted. */
interface ClaimedToken {
  readonly token: string;
  readonly decoded: DecodedToken;
  readonly issuer: Issuer;
  readonly alg: SigningAlgorithm;
}

/** A token that has been accepted, and what follows from its text and from the keys that verified it. */
export interface VerifiedToken<Consequences> extends ClaimedToken {
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

/** An issuer with all that its tokens are held against. */
export interface Issuer extends IssuerChecks {
  /** Its key in the configuration. */
  readonly key: string;
  readonly keys: KeySource;
}

/**
 * Makes the part of the pipeline that ends with a token that is known to be good. It fetches nothing by itself.
 *
 * @param consequencesOf what is to be had with the token, and kept with it if it `isReturning`, for as long as that is:
 * it must follow from the claims alone
 */
export function createAuthentication<Consequences>(
  configuration: Pick<Configuration, "trustedIssuers" | "clockSkewSeconds">,
  dependencies: IssuerKeysDependencies,
  log: Pick<DecisionLog, "fetchFailed" | "keysSkipped">,
  consequencesOf: (claims: JsonObject, isReturning: boolean) => Consequences,
): Authentication<Consequences> {
  const { now } = dependencies;
  const { trustedIssuers, clockSkewSeconds } = configuration;
  const decodeToken = createTokenDecoder();
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

  function readToken(token: string | Failure, progress: Progress): ClaimedToken | Failure {
    const decoded = isFailure(token) ? token : decodeToken(token);
    if (isFailure(token) || isFailure(decoded)) {
      return decoded as Failure;
    }
    const issuer = issuers.get(decoded.iss);
    if (issuer === undefined) {
      return failure("issuer_unknown");
    }
    progress.trustedIssuer = issuer.key;
    const alg = issuer.checkHeader(decoded);
    return isFailure(alg) ? alg : { token, decoded, issuer, alg };
  }

  function createAuthenticator({ tokenIn }: TokenExtractor): Authenticate<Consequences> {
    // Of this token source alone: what is a token here may be none at another.
    const verifiedTokens = createVerifiedTokenCache<VerifiedToken<Consequences>>();

    return (credentials, progress) => {
      const arrivedAt = now();
      const known = verifiedTokens.find(credentials);
      const claimed = known ?? readToken(tokenIn(credentials), progress);
      if (isFailure(claimed)) {
        return claimed;
      }
      const { token, decoded, issuer, alg } = claimed;
      progress.trustedIssuer = issuer.key;

      const accept = (keys: readonly VerificationKey[]): VerifiedToken<Consequences> | Failure => {
        // Of a token that has been here before, what can't come out otherwise is taken for granted, and nothing else.
        if (known?.keys === keys) {
          return issuer.checkTimes(decoded.claims, now()) ?? known;
        }
        const refusal = issuer.checkClaims(decoded.claims, now());
        if (refusal !== undefined) {
          return refusal;
        }
        const isReturning = verifiedTokens.isReturning(credentials);
        const consequences = consequencesOf(decoded.claims, isReturning);
        const verified = { token, decoded, issuer, alg, keys, consequences };
        if (isReturning) {
          verifiedTokens.keep(credentials, verified);
        }
        return verified;
      };

      const request = { alg, kid: decoded.kid, arrivedAt };
      return whenReady(issuer.keys.find(request), (found) => {
        const keys =
          isFailure(found) || found === known?.keys
            ? found
            : verify(token, issuer.keys, request, found, progress);
        return whenReady(keys, (verifying) => (isFailure(verifying) ? verifying : accept(verifying)));
      });
    };
  }

  function prefetchKeys(): void {
    for (const { keys } of issuers.values()) {
      keys.prefetch();
    }
  }

  return { createAuthenticator, prefetchKeys };
}

/**
 * Verifies a token's signature with the issuer's keys, and with newer ones where it may have such.
 *
 * @returns the keys that verified it
 */
function verify(
  token: string,
  source: KeySource,
  request: ArrivedKeyRequest,
  keys: readonly VerificationKey[],
  progress: Progress,
): Ready<readonly VerificationKey[] | Failure> {
  // Where keys have no id, a token's `kid` names none of them.
  progress.isKeyCurrent = () =>
    request.kid !== undefined && source.findNewer === undefined && source.areCurrent(keys);
  const refusal = verifySignature(token, keys);
  if (refusal === undefined || source.findNewer === undefined) {
    return refusal ?? keys;
  }
  return source
    .findNewer(request, keys)
    .then((newer) => (newer === undefined ? refusal : (verifySignature(token, newer) ?? newer)));
}
