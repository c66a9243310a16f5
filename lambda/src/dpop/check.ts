import { calculateJwkThumbprint } from "jose";
import { type Failure, failure, isFailure } from "../failure.js";
import type { AuthorizationRequest } from "../gateway/request.js";
import { remember } from "../remember.js";
import { DPOP_SCHEME, startOfToken } from "../token/extract.js";
import { verifySignature } from "../token/verify.js";
import { invalidProof } from "./faults.js";
import { type ProofClaims, type ProofKey, proofIn, readProofClaims, readProofKey } from "./proof.js";
import type { DpopSettings } from "./settings.js";
import { sha256 } from "./sha256.js";
import { isTarget } from "./target-uri.js";
import { type RecordProof, rememberProofs, type WriteProof, writeProofs } from "./used-proofs.js";

/** A token that was verified. The same object stands for the same token. */
interface CheckedToken {
  /** Of the key that the token is bound to; undefined if it is not. */
  readonly keyThumbprint: string | undefined;
  /** Whether the same object may come again. */
  readonly isKept: boolean;
}

/** Checks that the client that sends a token has the key that the token is bound to. */
export interface DpopCheck {
  /**
   * @param credentials the value at the token source, with its scheme
   * @param baseUrls of the request's API; undefined for those of the settings
   * @returns the refusal, or undefined if the token is not bound to a key or the proof is valid. Only a proof is waited
   * for.
   */
  readonly check: (
    token: CheckedToken,
    credentials: string,
    request: AuthorizationRequest,
    baseUrls?: readonly string[],
  ) => Failure | undefined | Promise<Failure | undefined>;
}

/** What the check needs from outside. */
export interface DpopDependencies {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly clockSkewSeconds: number;
  readonly writeProof: WriteProof;
}

/** A key that has proved a request, with its RFC 7638 thumbprint. */
interface KnownKey extends ProofKey {
  readonly thumbprint: string;
}

/** At most 5 MB. Emptied when it is full, and only valid proofs fill it. */
const MAX_KNOWN_KEYS = 500;

/**
 * Makes the check of proofs (RFC 9449 sections 4.3, 7.1 and 7.2).
 *
 * It remembers the keys of valid proofs by the header of the proof, which is the same for each proof of a client. jose
 * keeps an imported key by the identity of its JWK. `EmbeddedJWK` of jose imports the key of each proof again, which
 * doubles the time of a check (`npm run bench -- --dpop`), and nothing would limit its numbers before native code reads
 * them.
 */
export function createDpopCheck(settings: DpopSettings, dependencies: DpopDependencies): DpopCheck {
  const { signingAlgorithms, maxAgeSeconds, replayTableArn } = settings;
  const { now, clockSkewSeconds, writeProof } = dependencies;
  const record: RecordProof =
    replayTableArn === undefined
      ? rememberProofs(clockSkewSeconds + maxAgeSeconds)
      : writeProofs(replayTableArn, writeProof);
  const knownKeys = new Map<string, KnownKey>();
  const tokenHashes = new WeakMap<CheckedToken, string>();

  function check(
    token: CheckedToken,
    credentials: string,
    request: AuthorizationRequest,
    baseUrls = settings.baseUrls,
  ): ReturnType<DpopCheck["check"]> {
    const expected = token.keyThumbprint;
    const isDpop = DPOP_CREDENTIALS.test(credentials);
    if (expected === undefined) {
      return isDpop
        ? failure("sender_constrained", "the scheme is DPoP, but the token is not bound to a key")
        : undefined;
    }
    if (request.isTokenOnly || request.apiKind === "websocket") {
      return failure("sender_constrained", "a TOKEN authorizer or a WebSocket API shows no proof (DPoP)");
    }
    return isDpop
      ? checkProof(token, expected, credentials, request, baseUrls)
      : failure("sender_constrained", "the token is bound to a key (DPoP), but the scheme is not DPoP");
  }

  async function checkProof(
    token: CheckedToken,
    expected: string,
    credentials: string,
    request: AuthorizationRequest,
    baseUrls: readonly string[],
  ): Promise<Failure | undefined> {
    const proof = proofIn(request.header("dpop"));
    if (isFailure(proof)) {
      return proof;
    }
    const claims = readProofClaims(proof);
    if (isFailure(claims)) {
      return claims;
    }
    const header = proof.slice(0, proof.indexOf("."));
    const known = knownKeys.get(header);
    const key = known ?? readProofKey(header, signingAlgorithms);
    if (isFailure(key)) {
      return key;
    }
    if ((await verifySignature(proof, [{ alg: key.alg, key: key.jwk }])) !== undefined) {
      return invalidProof("signature");
    }
    const nowSeconds = Math.floor(now() / 1000);
    const refusal =
      checkTarget(claims, request, baseUrls) ??
      checkTime(claims, nowSeconds) ??
      checkToken(claims, token, credentials);
    if (refusal !== undefined) {
      return refusal;
    }
    const thumbprint = known?.thumbprint ?? (await calculateJwkThumbprint(key.jwk));
    if (thumbprint !== expected) {
      return invalidProof("otherKey");
    }
    if (known === undefined) {
      remember(knownKeys, MAX_KNOWN_KEYS, header, { ...key, thumbprint });
    }
    const { jti, iat } = claims;
    return record({ thumbprint, jti, lastSecond: Math.floor(iat + maxAgeSeconds) }, nowSeconds);
  }

  function checkTarget(
    { htm, htu }: ProofClaims,
    { resource }: AuthorizationRequest,
    baseUrls: readonly string[],
  ): Failure | undefined {
    const slash = resource.indexOf("/");
    const [method, path] = slash === -1 ? [resource, "/"] : [resource.slice(0, slash), resource.slice(slash)];
    if (htm !== method) {
      return invalidProof("otherMethod");
    }
    return isTarget(htu, baseUrls, path) ? undefined : invalidProof("otherUrl");
  }

  function checkTime({ iat }: ProofClaims, nowSeconds: number): Failure | undefined {
    if (iat > nowSeconds + clockSkewSeconds) {
      return invalidProof("inFuture");
    }
    return iat + maxAgeSeconds < nowSeconds ? invalidProof("tooOld") : undefined;
  }

  function checkToken({ ath }: ProofClaims, token: CheckedToken, credentials: string): Failure | undefined {
    const hash = tokenHashes.get(token) ?? sha256(credentials.slice(startOfToken(credentials)));
    if (token.isKept) {
      tokenHashes.set(token, hash);
    }
    return ath === hash ? undefined : invalidProof("otherToken");
  }

  return { check };
}

const DPOP_CREDENTIALS = new RegExp(`^${DPOP_SCHEME} `, "i");
