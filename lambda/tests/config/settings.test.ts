import { describe, expect, test } from "vitest";
import { ASYMMETRIC_ALGORITHMS } from "../../src/algorithms.ts";
import { validDocument } from "../support/configuration.ts";
import { faultsOf } from "../support/faults.ts";
import type { Json } from "../support/keys.ts";
import { createIdentity } from "../support/tls-server.ts";

const PEM = (await createIdentity()).caCertificatesPem.trim();

interface Setting {
  readonly setting: string;
  readonly valid: readonly unknown[];
  readonly invalid: readonly unknown[];
  /** The path of the fault, if it isn't the setting itself. */
  readonly item?: string;
}

/** No setting has these types, unless its valid values do. */
const WRONG_TYPES = [true, {}];

const issuerSettings: readonly Setting[] = [
  {
    setting: "issuer",
    // RFC 7519 section 4.1.1: a StringOrURI, which is compared and never fetched.
    valid: [
      ...["https://a", "https://a/", "https://a:8443/b/c/", "https://a/b", "https://[::1]/"],
      ...["a", "accounts.google.com", "http://adfs.example.com/adfs/services/trust", "urn:example:issuer"],
      ...["HTTPS://a/", "https://a/?b", "https://a#b", "https://user@a/", "My issuer", "é", "a".repeat(1000)],
    ],
    invalid: [
      ...[
        null,
        1,
        "",
        " ",
        " https://a/",
        "https://a/ ",
        "https://a/\n",
        "a\tb",
        "a\u0000",
        "a".repeat(1001),
      ],
      ...["a\u00a0", "\u2003a", ["a"]],
    ],
  },
  {
    setting: "audience",
    valid: [["a"], ["a".repeat(512)], ["a", "b"], ["a", "A"], ["😀".repeat(512)], ["a b"]],
    invalid: [null, "a", [], ["a", "a"]],
  },
  {
    setting: "audience",
    item: "audience[0]",
    valid: [],
    invalid: [
      ...[[""], ["a".repeat(513)], [1], [null], [["a"]], ["a\nb"]],
      ...[
        ["a "],
        [" a"],
        [" "],
        ["a\u00a0"],
        ["\ufeffa"],
        ["a\u2003"],
        ["a\u3000"],
        ["\u2028a"],
        ["a\u0085"],
      ],
    ],
  },
  {
    setting: "algorithms",
    valid: [ASYMMETRIC_ALGORITHMS, ...ASYMMETRIC_ALGORITHMS.map((algorithm) => [algorithm])],
    invalid: [null, [], "RS256", ["RS256", "RS256"]],
  },
  {
    setting: "algorithms",
    item: "algorithms[0]",
    valid: [],
    invalid: ["none", "HS256", "rs256", "RS256 ", "RS", "XRS256", "RS2567", "ES256K", "", null].map(
      (name) => [name],
    ),
  },
  {
    setting: "jwks_url",
    valid: [
      ...[null, "https://a", "https://a/jwks.json", "https://a:8443/b?c=d@e", "https://a?b"],
      // As some providers have it.
      "https://a/.well-known/openid-configuration/jwks",
      "https://a/.well-known/jwks.json",
    ],
    invalid: [
      "https://a/.well-known/openid-configuration",
      "https://a/realms/b/.well-known/openid-configuration/",
      "https://a/.well-known/openid-configuration?appid=1",
      "https://a/b/.well-known/oauth-authorization-server",
      "",
      1,
      "http://a/",
      "https://",
      "https://user:word@a/",
      "https://a/#b",
      "https://a b/",
      "https://a/ ",
    ],
  },
  {
    setting: "jwks_cache_ttl_seconds",
    valid: [60, 86_400],
    invalid: [null, 59, 86_401, 60.5, "60", 1e300],
  },
  {
    setting: "jwks_max_stale_seconds",
    valid: [0, 86_400],
    invalid: [null, -1, 86_401, 0.5, "0"],
  },
  {
    setting: "audience_claim",
    valid: [null, "client_id", "/a/b"],
    invalid: ["", 1, "/a/b/c/d/e", "a{b}"],
  },
  {
    setting: "token_type",
    valid: [null, "at+jwt", "JWT", "application/at+jwt", "a".repeat(127)],
    invalid: ["", 1, "at jwt", "at+jwt\n", "+jwt", "a".repeat(128)],
  },
  {
    setting: "max_token_age_seconds",
    valid: [null, 1, 31_536_000],
    invalid: [0, -1, 31_536_001, 1.5, "60"],
  },
  {
    setting: "required_claims",
    valid: [null, [{ name: "/a/b", any: ["x"], all: [1], none: [true] }]],
    invalid: [[], "a", 1],
  },
  {
    setting: "required_claims",
    item: "required_claims[0].any",
    valid: [],
    invalid: [[{ name: "a" }], [{ name: "a", any: [] }]],
  },
  { setting: "jwks_fetch_timeout_seconds", valid: [1, 8], invalid: [null, 0, 9, 1.5, "3", -1] },
  {
    setting: "ca_certificates_pem",
    valid: [
      null,
      PEM,
      `${PEM}\n${PEM}\n`,
      `\n${PEM.replaceAll("\n", "\r\n")}\r\n`,
      `# Root of the intranet\n${PEM}\nsecond:\n${PEM}x`,
    ],
    invalid: [
      "",
      1,
      "MIIB",
      PEM.slice(1),
      PEM.replaceAll("CERTIFICATE", "PRIVATE KEY"),
      `${PEM}\n${PEM.replaceAll("CERTIFICATE", "PRIVATE KEY")}\n${PEM}`,
      "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
      `${PEM}\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----`,
    ],
  },
];

const topSettings: readonly Setting[] = [
  { setting: "clock_skew_seconds", valid: [0, 300], invalid: [null, -1, 301, 0.5, "30"] },
  { setting: "trusted_issuers", valid: [], invalid: [null, [], "default"] },
  {
    setting: "https_proxy_url",
    valid: [
      null,
      "http://proxy:1",
      "http://10.0.0.1:3128",
      "http://[::1]:65535",
      "http://Proxy.example.com:80",
    ],
    invalid: [
      ...[
        "",
        1,
        "http://proxy",
        "http://proxy:0",
        "http://proxy:65536",
        "http://proxy:3128/",
        "http://:3128",
      ],
      ...[
        "https://proxy:3128",
        "HTTP://proxy:3128",
        "socks5://proxy:1080",
        "proxy:3128",
        "http://pro xy:3128",
      ],
      ...["http://user@proxy:3128", "http://user:word@proxy:3128", "http://proxy:3128?a", "http://[::1:3128"],
      ...["http://proxy:3128\n", "http://proxy\r\nHost: x:3128", "http://999.1.1.1:3128"],
    ],
  },
  { setting: "trace_key_fetches", valid: [null, true, false], invalid: ["true", 1] },
  { setting: "strict_paths", valid: [true, false], invalid: [null, 0, "true", []] },
  {
    setting: "invalid_token_response",
    valid: ["unauthorized", "deny"],
    invalid: [null, "", "DENY", "deny ", 401],
  },
  ...["principal_claim", "usage_plan_key_claim"].map((setting) => ({
    setting,
    valid: [null, "sub", "https://example.com/tenant", "/a/b~1c/0/~0", "/", "a".repeat(256)],
    invalid: ["", 1, [], "/a/b/c/d/e", "/a~2", "/a~", "a{b}", "a\n", "a".repeat(257)],
  })),
  {
    setting: "log_allowed",
    valid: [
      null,
      ...[100, 0.1, 1e-9].map((sample_percent) => ({ sample_percent })),
      { sample_percent: 1, claims: null },
      { sample_percent: 1, claims: ["sub", "/realm_access/roles"] },
      { sample_percent: 1, claims: Array.from({ length: 20 }, (_, number) => `c${number}`) },
    ],
    invalid: [[], "sub", 100],
  },
  {
    setting: "log_allowed",
    item: "log_allowed.sample_percent",
    valid: [],
    invalid: [{}, ...[0, -1, 100.1, "50", [1], null].map((sample_percent) => ({ sample_percent }))],
  },
  {
    setting: "log_allowed",
    item: "log_allowed.claims",
    valid: [],
    invalid: [[], "sub", ["sub", "sub"], Array.from({ length: 21 }, (_, number) => `c${number}`)].map(
      (claims) => ({ sample_percent: 1, claims }),
    ),
  },
  {
    setting: "log_allowed",
    item: "log_allowed.claims[0]",
    valid: [],
    invalid: ["", "a{b}", "/a/b/c/d/e", 1, null].map((claim) => ({ sample_percent: 1, claims: [claim] })),
  },
  {
    setting: "metrics_namespace",
    valid: [null, "Auth", "a/b.c_d-e#f:1", "My Company/Auth", "a".repeat(255), "AWSome", "aws/x"],
    invalid: ["", 1, [], " a", "a ", ":a", "AWS/Lambda", "a\n", "ä", "a{b}", '"', "a".repeat(256)],
  },
  {
    setting: "claims_to_context",
    valid: [{}, { roles: "/realm_access/roles" }, { _: "a", a1: "b", ["k".repeat(64)]: "c", Sub: "d" }],
    invalid: [null, [], "roles", 1],
  },
  ...[
    ...["sub", "iss", "client_id", "scope", "exp", "principalId", "claims", "usageIdentifierKey", "status"],
    ...["", "1a", "a-b", "a.b", "a b", "k".repeat(65)],
  ].map((key) => ({
    setting: "claims_to_context",
    item: `claims_to_context.${key}`,
    valid: [],
    invalid: [{ [key]: "name" }],
  })),
  {
    setting: "claims_to_context",
    item: "claims_to_context.roles",
    valid: [],
    invalid: ["", "/a/b/c/d/e", 1, null, ["a"]].map((claim) => ({ roles: claim })),
  },
];

function wrongTypesOf({ setting, item, valid }: Setting): readonly unknown[] {
  const types = new Set(valid.map((value) => typeof value));
  return item === setting ? WRONG_TYPES.filter((value) => !types.has(typeof value)) : [];
}

/** Declares a test for each value of each setting. */
function testSettings(settings: readonly Setting[], path: string, documentOf: (members: Json) => Json): void {
  const faultsWith = (setting: string, value: unknown) =>
    faultsOf(JSON.stringify(documentOf({ [setting]: value }))).map((fault) => fault.path);
  const valid = settings.flatMap((row) => row.valid.map((value) => [row.setting, value] as const));
  const invalid = settings.flatMap(({ setting, item = setting, ...row }) =>
    [...row.invalid, ...wrongTypesOf({ setting, item, ...row })].map(
      (value) => [setting, value, item] as const,
    ),
  );

  test.each(valid)("%s may be %j", (setting, value) => {
    expect(faultsWith(setting, value)).toEqual([]);
  });

  test.each(invalid)("%s may not be %j", (setting, value, item) => {
    expect(faultsWith(setting, value)).toEqual([path + item]);
  });
}

describe("a trusted issuer:", () => {
  testSettings(issuerSettings, "trusted_issuers.default.", (issuer) => validDocument({ issuer }));
});

describe("the configuration:", () => {
  testSettings(topSettings, "", (top) => validDocument({ top }));
});
