import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { ConfigError, parseConfiguration } from "../../src/config/configuration.ts";
import { JWKS_URL, validDocument } from "../support/configuration.ts";
import { faultsOf } from "../support/faults.ts";
import { AUDIENCE, ISSUER } from "../support/tokens.ts";

const gzipped = (text: string): string => gzipSync(text).toString("base64");

const EXPECTED = {
  trustedIssuers: [
    {
      key: "default",
      issuer: ISSUER,
      audience: [AUDIENCE],
      audienceClaim: ["aud"],
      requiredClaims: [],
      tokenType: undefined,
      maxTokenAgeSeconds: undefined,
      keysFrom: [
        {
          source: "endpoint",
          algorithms: ["RS256", "PS256", "ES256", "EdDSA"],
          jwksUrl: JWKS_URL,
          use: "sig",
          caCertificatesPem: undefined,
          seeds: undefined,
          ttlSeconds: 600,
          maxStaleSeconds: 3600,
          deadlineMilliseconds: 3000,
        },
      ],
    },
  ],
  apis: [],
  clockSkewSeconds: 30,
  tokenSource: { place: "header", name: "Authorization", scheme: "Bearer" },
  websocketTokenSource: { place: "query_parameter", name: "access_token" },
  rules: [],
  strictPaths: true,
  claimsToContext: [],
  principalClaim: undefined,
  usagePlanKeyClaim: undefined,
  invalidTokenResponse: "unauthorized",
  traceKeyFetches: false,
};

describe("a valid configuration", () => {
  test("is read completely", () => {
    expect(parseConfiguration(JSON.stringify(validDocument()))).toEqual(EXPECTED);
  });

  test("may be compressed with gzip and encoded in base64", () => {
    expect(parseConfiguration(gzipped(JSON.stringify(validDocument())))).toEqual(EXPECTED);
  });

  test("may omit an attribute instead of setting it to null", () => {
    const document = validDocument({
      issuer: { jwks_url: undefined, ca_certificates_pem: undefined },
      top: { token_source: { header: "X-Token" }, websocket_token_source: { cookie: "token" } },
    });
    const nulls = validDocument({
      issuer: { jwks_url: null, ca_certificates_pem: null },
      top: {
        token_source: { header: "X-Token", scheme: null, cookie: null, query_parameter: null },
        websocket_token_source: { header: null, scheme: null, cookie: "token", query_parameter: null },
      },
    });
    const configuration = parseConfiguration(JSON.stringify(document));
    expect(configuration).toMatchObject({
      trustedIssuers: [{ keysFrom: [{ jwksUrl: undefined, caCertificatesPem: undefined }] }],
      tokenSource: { place: "header", name: "X-Token", scheme: "" },
      websocketTokenSource: { place: "cookie", name: "token" },
    });
    expect(parseConfiguration(JSON.stringify(nulls))).toEqual(configuration);
  });

  test("may have several issuers", () => {
    const { default: first } = validDocument()["trusted_issuers"] as Record<string, object>;
    const second = { ...first, issuer: "https://partner.example.com" };
    const document = validDocument({ top: { trusted_issuers: { first, second } } });
    const { trustedIssuers } = parseConfiguration(JSON.stringify(document));
    expect(trustedIssuers.map(({ key, issuer }) => [key, issuer])).toEqual([
      ["first", ISSUER],
      ["second", "https://partner.example.com"],
    ]);
  });
});

describe("an invalid configuration", () => {
  const notSet = [{ path: "(top)", message: "is not set" }];
  const notJson = [{ path: "(top)", message: "is neither JSON nor gzip of JSON in base64" }];
  test.each([
    ["absent", undefined, notSet],
    ["empty", "", notSet],
    ["blank", " \n", notSet],
    ["invalid JSON", "{", notJson],
    ["a JSON list", "[]", notJson],
    ["null", "null", notJson],
    ["base64 of something else", "aGVsbG8=", notJson],
    ["a truncated gzip", gzipped("{}").slice(0, 16), notJson],
    ["a gzip of invalid JSON", gzipped("{"), notJson],
    ["a gzip of more than a megabyte", gzipped(`{"a":"${"x".repeat(1024 * 1024)}"}`), notJson],
    ["a gzip of a list", gzipped("[]"), [{ path: "(top)", message: "must be an object" }]],
  ])("has a message that says what is wrong if it is %s", (_name, document, faults) => {
    expect(faultsOf(document)).toEqual(faults);
  });

  test("lists all missing attributes together", () => {
    expect(faultsOf("{}").map(({ path }) => path)).toEqual([
      "trusted_issuers",
      "clock_skew_seconds",
      "token_source",
      "websocket_token_source",
      "strict_paths",
      "claims_to_context",
      "invalid_token_response",
    ]);
  });

  test("lists all faults of all issuers together, each with its path", () => {
    const { default: first } = validDocument()["trusted_issuers"] as Record<string, object>;
    const document = validDocument({
      top: {
        trusted_issuers: {
          a: { ...first, audience: ["x", "", 1], jwks_cache_ttl_seconds: 59 },
          b: { ...first, issuer: " http://b.example.com/", algorithms: ["ES256", "HS256"] },
          c: 1,
        },
        clock_skew_seconds: 301,
        clock_skew: 30,
        token_source: { header: "Authorization", cookie: "token" },
      },
    });
    expect(faultsOf(JSON.stringify(document)).map(({ path }) => path)).toEqual([
      "clock_skew",
      "trusted_issuers.c",
      "trusted_issuers.a.audience[1]",
      "trusted_issuers.a.audience[2]",
      "trusted_issuers.a.jwks_cache_ttl_seconds",
      "trusted_issuers.b.issuer",
      "trusted_issuers.b.algorithms[1]",
      "clock_skew_seconds",
      "token_source.header",
    ]);
  });

  test("names a misspelled attribute wherever it is, and the known attributes", () => {
    const document = validDocument({
      top: { token_sorce: {}, token_source: { header: "Authorization", schema: "Bearer" } },
      issuer: { audiences: ["x"] },
    });
    expect(faultsOf(JSON.stringify(document))).toEqual([
      {
        path: "token_sorce",
        message: expect.stringMatching(
          /^is an unknown attribute; expected one of trusted_issuers, clock_skew_seconds, token_source, /,
        ),
        unknownIn: "(top)",
      },
      {
        path: "trusted_issuers.default.audiences",
        message: expect.stringMatching(
          /^is an unknown attribute; expected one of issuer, audience, audience_claim, /,
        ),
        unknownIn: "trusted_issuers.default",
      },
      {
        path: "token_source.schema",
        message: "is an unknown attribute; expected one of header, cookie, query_parameter, scheme",
        unknownIn: "token_source",
      },
    ]);
  });

  test("has a message with one line for each fault", () => {
    const error = new ConfigError([
      { path: "a", message: "is wrong" },
      { path: "b.c", message: "too" },
    ]);
    expect(error.message).toBe("AUTHORIZER_CONFIG can't be used:\n  a is wrong\n  b.c too");
    expect(error.name).toBe("ConfigError");
  });

  test("has two entries with the same issuer", () => {
    const { default: first } = validDocument()["trusted_issuers"] as Record<string, object>;
    const document = validDocument({
      top: { trusted_issuers: { a: first, b: { ...first, audience: ["x"] } } },
    });
    expect(faultsOf(JSON.stringify(document))).toEqual([
      { path: "trusted_issuers.b.issuer", message: "must not be the issuer of another entry" },
    ]);
  });
});
