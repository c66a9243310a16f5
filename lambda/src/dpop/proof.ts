import type { JWK } from "jose";
import type { AsymmetricAlgorithm } from "../algorithms.js";
import { CONTRACT } from "../config/contract.js";
import { type Failure, isFailure } from "../failure.js";
import { type JsonObject, own } from "../json.js";
import { isSkipped, readPublicKey } from "../keys/public-key.js";
import { decodePart, isCanonical, readHeader } from "../token/decode.js";
import { invalidProof } from "./faults.js";

/** The claims of a proof for a request with an access token (RFC 9449 section 4.2). */
export interface ProofClaims {
  readonly jti: string;
  readonly htm: string;
  readonly htu: string;
  /** Seconds since the epoch, with or without a fraction. */
  readonly iat: number;
  readonly ath: string;
}

/** The algorithm and the key in the header of a proof. */
export interface ProofKey {
  readonly alg: AsymmetricAlgorithm;
  /** The public members alone. The same object for the same header, because jose keeps an imported key by it. */
  readonly jwk: JWK;
}

/** An RSA key of 8192 bits and its signature take 5000 characters. API Gateway passes on 10,240 bytes of headers in total. */
const MAX_PROOF_CHARACTERS = 8192;
const MAX_JTI_CHARACTERS = 256;

const COMPACT_JWS = new RegExp(`^${CONTRACT.patterns.compact_jws}$`);

/** Takes the one proof out of the values of the header `DPoP` (RFC 9449 section 4.3, numbers 1 and 2). */
export function proofIn(values: readonly string[]): string | Failure {
  const [value = ""] = values;
  // HTTP APIs join repeated headers by commas, and no JWT contains one.
  if (values.length > 1 || value.includes(",")) {
    return invalidProof("repeated");
  }
  if (value === "") {
    return invalidProof("missing");
  }
  const isWellFormed = value.length <= MAX_PROOF_CHARACTERS && COMPACT_JWS.test(value);
  return isWellFormed ? value : invalidProof("malformed");
}

/** Reads the claims of a proof, nothing of them verified (RFC 9449 section 4.3, number 3). */
export function readProofClaims(proof: string): ProofClaims | Failure {
  const [, payload = "", signature = ""] = proof.split(".");
  const claims = decodePart(payload);
  if (claims === undefined || !isCanonical(signature)) {
    return invalidProof("malformed");
  }
  const jti = stringIn(claims, "jti");
  const htm = stringIn(claims, "htm");
  const htu = stringIn(claims, "htu");
  const ath = stringIn(claims, "ath");
  const iat = own(claims, "iat");
  if (jti === undefined || jti.length > MAX_JTI_CHARACTERS) {
    return invalidProof("jti");
  }
  if (htm === undefined) {
    return invalidProof("htm");
  }
  if (htu === undefined) {
    return invalidProof("htu");
  }
  if (typeof iat !== "number" || Math.abs(iat) > Number.MAX_SAFE_INTEGER) {
    return invalidProof("iat");
  }
  return ath === undefined ? invalidProof("ath") : { jti, htm, htu, iat, ath };
}

/** Reads the header of a proof: type, algorithm, and the one embedded key that is ever read (numbers 4, 5 and 7). */
export function readProofKey(
  headerPart: string,
  allowed: readonly AsymmetricAlgorithm[],
): ProofKey | Failure {
  const header = decodePart(headerPart);
  const common = header === undefined ? undefined : readHeader(header);
  if (header === undefined || common === undefined || isFailure(common)) {
    return invalidProof(isFailure(common) && common.failure === "token_type_wrong" ? "typ" : "malformed");
  }
  if (common.type !== "dpop+jwt") {
    return invalidProof("typ");
  }
  const alg = allowed.find((algorithm) => algorithm === common.alg);
  if (alg === undefined) {
    return invalidProof("alg");
  }
  const key = readPublicKey(own(header, "jwk"), { algorithms: [alg], use: "sig" });
  return isSkipped(key) ? invalidProof("jwk") : { alg, jwk: key.jwk };
}

function stringIn(claims: JsonObject, name: string): string | undefined {
  const value = own(claims, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}
