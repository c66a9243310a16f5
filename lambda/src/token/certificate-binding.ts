import { createHash } from "node:crypto";
import { type Failure, failure } from "../failure.js";
import type { JsonObject } from "../json.js";
import { thumbprintIn } from "./confirmation.js";

/** Whether an issuer's tokens may, or must, be bound to the client's certificate. */
export type CertificateBoundTokens = "optional" | "required";

/** Checks that the client that sends a token has the certificate that the token is bound to. */
export interface CertificateCheck {
  /**
   * @param claims of a token that was verified. The same object stands for the same token.
   * @param certificateOf returns PEM, as the gateway put it into the event, or anything else if it did not
   * @returns the refusal, or undefined if the token is not bound or the certificate is the right one
   */
  readonly check: (claims: JsonObject, certificateOf: () => unknown) => Failure | undefined;
}

/** A larger certificate is refused before it is read. Each kept token keeps one, at most 8 MB with 500 tokens. */
const MAX_CHARACTERS = 16_384;
/** One certificate, and nothing else. */
const PEM = /^\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/;

/**
 * Makes the check. It remembers the last right certificate of each kept token: to compare it takes less than 0.1 µs, and
 * to hash it again 3 µs, as long as the rest of the decision.
 */
export function createCertificateCheck(): CertificateCheck {
  const lastRight = new WeakMap<JsonObject, string>();
  return {
    check: (claims, certificateOf) => {
      const expected = thumbprintIn(claims, "x5t#S256");
      if (expected === undefined) {
        return undefined;
      }
      const certificate = certificateOf();
      if (typeof certificate !== "string" || certificate === "") {
        return failure("sender_constrained", "the client has no certificate");
      }
      if (lastRight.get(claims) === certificate) {
        return undefined;
      }
      const thumbprint = thumbprintOf(certificate);
      if (thumbprint === undefined) {
        return failure("sender_constrained", "the client's certificate cannot be read");
      }
      if (thumbprint !== expected) {
        return failure("sender_constrained", "the token is bound to another certificate than the client's");
      }
      lastRight.set(claims, certificate);
      return undefined;
    },
  };
}

/** SHA-256 of the certificate's DER in base64url; undefined for anything but one certificate in PEM. */
function thumbprintOf(pem: string): string | undefined {
  const [, base64 = ""] = pem.length > MAX_CHARACTERS ? [] : (PEM.exec(pem) ?? []);
  return base64 === "" ? undefined : createHash("sha256").update(base64, "base64").digest("base64url");
}
