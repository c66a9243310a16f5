import { calculateJwkThumbprint, compactVerify } from "jose";
import { describe, expect, test } from "vitest";
import { createDpopCheck } from "../../src/dpop/check.ts";
import { PROOF_FAULTS } from "../../src/dpop/faults.ts";
import { readProofClaims, readProofKey } from "../../src/dpop/proof.ts";
import { normalizedBaseUrl } from "../../src/dpop/target-uri.ts";
import { isFailure } from "../../src/failure.ts";
import { type AuthorizationRequest, parseRequest } from "../../src/gateway/request.ts";
import { restRequestEvent } from "../support/events.ts";

/** Section 6.1. */
const JKT = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
const HEADER =
  "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19";
/** Section 4.1: a proof for a token endpoint, without `ath`. */
const TOKEN_REQUEST_PROOF = `${HEADER}.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg`;
/** Section 7.1: the proof for a request with this token. */
const RESOURCE_PROOF = `${HEADER}.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA`;
const TOKEN = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
const ISSUED_AT = 1562262618;

/** The token of the example is opaque. So the check runs alone, with what such a token would be bound to. */
const BOUND_TOKEN = { keyThumbprint: JKT, isKept: false };

interface Changes {
  readonly method?: string;
  readonly proof?: string;
  readonly token?: string;
  readonly nowSeconds?: number;
}

function checkWith({
  method = "GET",
  proof = RESOURCE_PROOF,
  token = TOKEN,
  nowSeconds = ISSUED_AT,
}: Changes) {
  const { check } = createDpopCheck(
    {
      baseUrls: ["https://server.example.com", "https://resource.example.org"].map(normalizedBaseUrl),
      signingAlgorithms: ["ES256"],
      maxAgeSeconds: 60,
      replayTableArn: undefined,
    },
    {
      now: () => nowSeconds * 1000,
      clockSkewSeconds: 30,
      writeProof: () => Promise.reject(new Error("there is no table")),
    },
  );
  const headers = { Authorization: `DPoP ${token}`, DPoP: proof };
  const request = parseRequest(restRequestEvent({ method, path: "/protectedresource", headers }));
  return check(BOUND_TOKEN, headers.Authorization, request as AuthorizationRequest);
}

const refusedFor = (fault: keyof typeof PROOF_FAULTS) => ({
  failure: "dpop_proof_invalid",
  detail: PROOF_FAULTS[fault],
});

describe("the examples of RFC 9449", () => {
  test("section 7.1: the request is accepted, with the thumbprint of section 6.1", async () => {
    expect(await checkWith({})).toBeUndefined();
    expect(await checkWith({ nowSeconds: ISSUED_AT + 60 })).toBeUndefined();
    expect(await checkWith({ nowSeconds: ISSUED_AT - 30 })).toBeUndefined();
  });

  test.each<[keyof typeof PROOF_FAULTS, Changes]>([
    ["otherMethod", { method: "POST" }],
    ["otherToken", { token: `${TOKEN}x` }],
    ["tooOld", { nowSeconds: ISSUED_AT + 61 }],
    ["inFuture", { nowSeconds: ISSUED_AT - 31 }],
    ["signature", { proof: RESOURCE_PROOF.replace(".2oW", ".2oX") }],
    ["ath", { proof: TOKEN_REQUEST_PROOF, method: "POST" }],
  ])("section 7.1: the request is refused for %s", async (fault, changes) => {
    expect(await checkWith(changes)).toEqual(refusedFor(fault));
  });

  test("section 4.1: the proof of a token request has this key, and is signed with it", async () => {
    const key = readProofKey(HEADER, ["ES256"]);
    if (isFailure(key)) {
      throw new Error(key.detail);
    }
    expect(await calculateJwkThumbprint(key.jwk)).toBe(JKT);
    await expect(compactVerify(TOKEN_REQUEST_PROOF, key.jwk)).resolves.toBeDefined();
    expect(readProofClaims(TOKEN_REQUEST_PROOF)).toEqual(refusedFor("ath"));
    expect(readProofClaims(RESOURCE_PROOF)).toEqual({
      jti: "e1j3V_bKic8-LAEB",
      htm: "GET",
      htu: "https://resource.example.org/protectedresource",
      iat: ISSUED_AT,
      ath: "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo",
    });
  });
});
