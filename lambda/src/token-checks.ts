import type { VerifiedToken } from "./authentication.js";
import type { ApiSettings } from "./config/apis.js";
import type { Configuration } from "./config/configuration.js";
import { createDpopCheck } from "./dpop/check.js";
import type { WriteProof } from "./dpop/used-proofs.js";
import type { Failure } from "./failure.js";
import type { AuthorizationRequest } from "./gateway/request.js";
import {
  createRevocationCheck,
  type ReadRevocations,
  type RevocationLog,
  type RevocationReport,
} from "./revocation/check.js";
import { createCertificateCheck } from "./token/certificate-binding.js";

/** What the checks need from outside. */
export interface TokenChecksDependencies {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Writes the table of used proofs. */
  readonly writeProof: WriteProof;
  /** Reads the table of revocation. Undefined without one. */
  readonly readRevocations?: ReadRevocations | undefined;
}

/**
 * Checks of a verified token that each request needs again: that the client has the key that the token is bound to, and
 * that the token is not revoked.
 */
export interface TokenChecks {
  /**
   * @param credentials the value at the token source, with its scheme
   * @param api the API that the request is for; undefined if the configuration does not list it
   * @returns the refusal, or undefined if all hold. A promise only if there is something to wait for: to wait costs a tenth
   * of a decision about a kept token.
   */
  readonly check: (
    token: VerifiedToken,
    credentials: string,
    request: AuthorizationRequest,
    api: ApiSettings | undefined,
  ) => Failure | undefined | Promise<Failure | undefined>;
  /** Reads the table of revocation, for a self-check. Undefined without a table. */
  readonly checkRevocation: () => Promise<RevocationReport | undefined>;
  /** Makes a first read of the table of revocation, which takes several times as long as others, without waiting for it. */
  readonly prefetch: () => void;
}

/** Makes the checks that the configuration asks for. It reads nothing by itself. */
export function createTokenChecks(
  configuration: Pick<Configuration, "clockSkewSeconds" | "dpop" | "revocation">,
  { now, writeProof, readRevocations }: TokenChecksDependencies,
  log: RevocationLog,
): TokenChecks {
  const { clockSkewSeconds } = configuration;
  const certificate = createCertificateCheck();
  const dpop =
    configuration.dpop && createDpopCheck(configuration.dpop, { now, clockSkewSeconds, writeProof });
  const revocation =
    configuration.revocation &&
    createRevocationCheck(configuration.revocation, { now, readRevocations }, log);

  function check(
    token: VerifiedToken,
    credentials: string,
    request: AuthorizationRequest,
    api: ApiSettings | undefined,
  ): ReturnType<TokenChecks["check"]> {
    const refusal = certificate.check(token, request.clientCertificate);
    if (refusal !== undefined) {
      return refusal;
    }
    return dpop === undefined ? revocation?.check(token) : checkProof(token, credentials, request, api);
  }

  async function checkProof(
    token: VerifiedToken,
    credentials: string,
    request: AuthorizationRequest,
    api: ApiSettings | undefined,
  ): Promise<Failure | undefined> {
    const refusal = await dpop?.check(token, credentials, request, api?.baseUrls);
    return refusal ?? revocation?.check(token);
  }

  async function checkRevocation(): Promise<RevocationReport | undefined> {
    return revocation && { read_error: (await revocation.probe()) ?? null };
  }

  return { check, checkRevocation, prefetch: () => void revocation?.probe() };
}
