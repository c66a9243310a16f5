import { createHash } from "node:crypto";
import { type Failure, failure } from "../failure.js";
import { remember } from "../remember.js";

/** A token, as far as this check needs it. */
export interface CertificateBoundToken {
  /** Undefined if the token is not bound to a certificate. */
  readonly certificateThumbprint: string | undefined;
}

/** Checks that the client that sends a token has the certificate that the token is bound to. */
export interface CertificateCheck {
  /**
   * @param token that was verified
   * @param certificateOf returns PEM, as the gateway put it into the event, or anything else if it did not
   * @returns the refusal, or undefined if the token is not bound or the certificate is the right one
   */
  readonly check: (token: CertificateBoundToken, certificateOf: () => unknown) => Failure | undefined;
}

/** A larger certificate is refused before it is read. */
const MAX_CHARACTERS = 16_384;
/** At most 8 MB. Emptied when it is full, and only the certificates of valid tokens fill it. */
const MAX_CERTIFICATES = 500;
/** One certificate, and nothing else. */
const PEM = /^\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/;

/**
 * Makes the check. It remembers certificates by their thumbprints: to compare one takes less than 0.1 µs, and to hash it
 * again 3 µs, twice as long as a decision about a kept token.
 */
export function createCertificateCheck(): CertificateCheck {
  const known = new Map<string, string>();
  return {
    check: ({ certificateThumbprint: expected }, certificateOf) => {
      if (expected === undefined) {
        return undefined;
      }
      const certificate = certificateOf();
      if (typeof certificate !== "string" || certificate === "") {
        return failure("sender_constrained", "the client has no certificate");
      }
      if (known.get(expected) === certificate) {
        return undefined;
      }
      const thumbprint = thumbprintOf(certificate);
      if (thumbprint === undefined) {
        return failure("sender_constrained", "the client's certificate cannot be read");
      }
      if (thumbprint !== expected) {
        return failure("sender_constrained", "the token is bound to another certificate than the client's");
      }
      remember(known, MAX_CERTIFICATES, expected, certificate);
      return undefined;
    },
  };
}

/** SHA-256 of the certificate's DER in base64url; undefined for anything but one certificate in PEM. */
function thumbprintOf(pem: string): string | undefined {
  const [, base64 = ""] = pem.length > MAX_CHARACTERS ? [] : (PEM.exec(pem) ?? []);
  return base64 === "" ? undefined : createHash("sha256").update(base64, "base64").digest("base64url");
}
