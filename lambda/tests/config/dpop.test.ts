import { describe, expect, test } from "vitest";
import { ASYMMETRIC_ALGORITHMS } from "../../src/algorithms.ts";
import { configurationWith, type DocumentChanges, validDocument } from "../support/configuration.ts";
import { faultsOf } from "../support/faults.ts";
import type { Json } from "../support/keys.ts";

const VALID = { base_urls: ["https://api.example.com/v1"], max_age_seconds: 60 };
const documentOf = (changes: Json, top: Json = {}): DocumentChanges => ({
  issuer: { dpop_bound_tokens: "optional" },
  top: { dpop: { ...VALID, ...changes }, ...top },
});

const faultPaths = (changes: DocumentChanges): readonly string[] =>
  faultsOf(JSON.stringify(validDocument(changes))).map(({ path }) => path);

describe("dpop", () => {
  test("is undefined by default", () => {
    expect(configurationWith().dpop).toBeUndefined();
    expect(configurationWith().trustedIssuers[0]?.dpopBoundTokens).toBeUndefined();
  });

  test("has defaults", () => {
    expect(configurationWith(documentOf({})).dpop).toEqual({
      baseUrls: ["https://api.example.com/v1"],
      signingAlgorithms: ASYMMETRIC_ALGORITHMS,
      maxAgeSeconds: 60,
      replayTableArn: undefined,
    });
  });

  test("is read completely, with its URLs in the form in which they are compared", () => {
    const replay_table_arn = "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/dpop.proofs-1_a";
    const base_urls = ["https://API.example.com:443/v1/", "https://api.example.com/V1", "https://[::1]:8443"];
    expect(
      configurationWith(
        documentOf({
          base_urls,
          signing_algorithms: ["EdDSA", "ES256"],
          max_age_seconds: 5,
          replay_table_arn,
        }),
      ).dpop,
    ).toEqual({
      baseUrls: ["https://api.example.com/v1", "https://api.example.com/V1", "https://[::1]:8443"],
      signingAlgorithms: ["EdDSA", "ES256"],
      maxAgeSeconds: 5,
      replayTableArn: replay_table_arn,
    });
  });

  test.each<[Json, string]>([
    [{ base_urls: null }, "base_urls"],
    [{ base_urls: [] }, "base_urls"],
    [{ base_urls: "https://api.example.com" }, "base_urls"],
    [{ base_urls: ["https://api.example.com", "https://API.example.com:443/"] }, "base_urls"],
    [{ base_urls: Array.from({ length: 21 }, (_, number) => `https://${number}.example.com`) }, "base_urls"],
    ...[
      ...["http://api.example.com", "https://", "api.example.com", "https://a@api.example.com", ""],
      ...["https://api.example.com/?a", "https://api.example.com/#a", "https://api.example.com/%61"],
      ...["https://api.example.com//v1", "https://api.example.com/v1//", "https://api.example.com/a b"],
      ...["https://api.example.com:99999", " https://api.example.com", "https://api.example.com/\n", 1, null],
    ].map((url): [Json, string] => [{ base_urls: [url] }, "base_urls[0]"]),
    [{ signing_algorithms: [] }, "signing_algorithms"],
    [{ signing_algorithms: ["ES256", "ES256"] }, "signing_algorithms"],
    ...["none", "HS256", "es256", 1].map((alg): [Json, string] => [
      { signing_algorithms: [alg] },
      "signing_algorithms[0]",
    ]),
    ...[4, 601, 60.5, "60", null].map((seconds): [Json, string] => [
      { max_age_seconds: seconds },
      "max_age_seconds",
    ]),
    ...[
      "proofs",
      "arn:aws:s3:::proofs",
      "arn:aws:dynamodb:eu-central-1:123456789012:table/proofs/index/a",
      1,
    ].map((arn): [Json, string] => [{ replay_table_arn: arn }, "replay_table_arn"]),
    [{ base_url: "https://api.example.com" }, "base_url"],
  ])("can't have %j", (changes, name) => {
    expect(faultPaths(documentOf(changes))).toEqual([`dpop.${name}`]);
  });

  test("must be set if an issuer accepts tokens that are bound to a key, and only then", () => {
    expect(faultPaths({ issuer: { dpop_bound_tokens: "optional" } })).toEqual(["dpop"]);
    expect(faultPaths({ issuer: { dpop_bound_tokens: "optional" }, top: { dpop: null } })).toEqual(["dpop"]);
    expect(faultPaths({ top: { dpop: VALID } })).toEqual(["dpop"]);
  });

  test.each<Json>([
    { cookie: "token" },
    { query_parameter: "token" },
    { header: "Authorization", scheme: "DPoP" },
    { header: "Authorization", scheme: "dpop" },
  ])("needs a header and another scheme than its own: not %j", (source) => {
    const token_source = { header: null, scheme: null, cookie: null, query_parameter: null, ...source };
    expect(faultPaths(documentOf({}, { token_source }))).toEqual(["token_source"]);
  });

  test.each([1, true, "", "Optional", "always"])("dpop_bound_tokens can't be %j", (value) => {
    const changes = { ...documentOf({}), issuer: { dpop_bound_tokens: value } };
    expect(faultPaths(changes)).toContain("trusted_issuers.default.dpop_bound_tokens");
  });
});
