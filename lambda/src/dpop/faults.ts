import { type Failure, failure } from "../failure.js";

/** What can be wrong with a proof, in the order of the checks of RFC 9449 section 4.3. */
export const PROOF_FAULTS = {
  missing: "the request has no proof",
  repeated: "the request has more than one proof",
  malformed: "the proof is not one well-formed JWT",
  jti: "jti of the proof is missing or invalid",
  htm: "htm of the proof is missing or invalid",
  htu: "htu of the proof is missing or invalid",
  iat: "iat of the proof is missing or invalid",
  ath: "ath of the proof is missing or invalid",
  typ: "typ of the proof is not dpop+jwt",
  alg: "alg of the proof is not one of the allowed algorithms",
  jwk: "jwk of the proof is missing, is not a public key, or does not fit its alg",
  signature: "the signature of the proof does not verify with its jwk",
  otherMethod: "htm of the proof is not the method of the request",
  otherUrl: "htu of the proof is not one of dpop.base_urls with the path of the request",
  tooOld: "iat of the proof is more than dpop.max_age_seconds in the past",
  inFuture: "iat of the proof is in the future by more than the clock skew",
  otherToken: "ath of the proof is not the hash of the token",
  otherKey: "the token is bound to another key than that of the proof",
  replayed: "the proof was used before",
  tooMany: "the client has used too many proofs within dpop.max_age_seconds",
} as const;

/** Makes the refusal of a proof. It is never cached: the client can send another proof. */
export function invalidProof(fault: keyof typeof PROOF_FAULTS): Failure {
  return failure("dpop_proof_invalid", PROOF_FAULTS[fault]);
}
