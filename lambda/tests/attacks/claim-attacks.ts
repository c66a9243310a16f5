import type { FailureCode } from "../../src/failure.ts";
import type { Json } from "../support/keys.ts";
import { AUDIENCE } from "../support/tokens.ts";
import { type Attack, tokenOf, type Victim } from "./attack.ts";

type Changes = { readonly header?: Json; readonly claims?: Json };

const attack = (
  name: string,
  source: string,
  reason: FailureCode,
  changes: (victim: Victim) => Changes,
): Attack => ({
  name,
  source,
  reason,
  token: (victim) => {
    const { header, claims } = changes(victim);
    return tokenOf(victim, victim.keys.ec, header, claims);
  },
});

const issuers: Readonly<Record<string, (victim: Victim) => unknown>> = {
  "without its last character": ({ issuer }) => issuer.slice(0, -1),
  "with an additional character": ({ issuer }) => `${issuer}x`,
  "in upper case": ({ issuer }) => issuer.toUpperCase(),
  "in an array": ({ issuer }) => [issuer],
  "that belongs to the attacker": ({ evilUrl }) => evilUrl,
  "that is missing": () => undefined,
  "that is null": () => null,
  "that is __proto__": () => "__proto__",
};

const audiences: readonly unknown[] = [
  undefined,
  null,
  "",
  AUDIENCE.slice(0, -1),
  `${AUDIENCE}/`,
  AUDIENCE.toUpperCase(),
  // Of another API that the same function serves.
  "https://billing.example.com",
  `other ${AUDIENCE}`,
  [],
  [[AUDIENCE]],
  { 0: AUDIENCE },
  { includes: AUDIENCE },
];

const types = [
  "logout+jwt",
  "secevent+jwt",
  "dpop+jwt",
  "id_token",
  "JOSE",
  "JWE",
  "",
  "jwt ",
  1,
  null,
  ["JWT"],
];

/** Tokens that the issuer signed, but for another API, for another time or for another purpose. */
export const claimAttacks: readonly Attack[] = [
  ...Object.entries(issuers).map(([name, iss]) =>
    attack(`an issuer ${name}`, "RFC 8725 section 3.8", "issuer_unknown", (victim) => ({
      claims: { iss: iss(victim) },
    })),
  ),
  ...audiences.map((aud) =>
    attack(`aud ${JSON.stringify(aud)}`, "RFC 8725 section 3.9", "audience_mismatch", () => ({
      claims: { aud },
    })),
  ),
  ...types.map((typ) =>
    attack(`typ ${JSON.stringify(typ)}`, "RFC 8725 section 3.11 and 3.12", "token_type_wrong", () => ({
      header: { typ },
    })),
  ),
  attack("a logout token without typ", "OpenID Connect Back-Channel Logout 1.0", "token_type_wrong", () => ({
    header: { typ: undefined },
    claims: { events: { "http://schemas.openid.net/event/backchannel-logout": {} } },
  })),
  attack("a token bound to a key", "RFC 7800, RFC 9449 section 7.1", "sender_constrained", () => ({
    claims: { cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" } },
  })),
  attack("a sub that is not a string", "RFC 7519 section 4.1.2", "token_malformed", () => ({
    claims: { sub: ["admin"] },
  })),
  ...[undefined, null, "9999999999", true, [9999999999], {}, 2 ** 53].map((exp) =>
    attack(`exp ${JSON.stringify(exp)}`, "RFC 7519 section 4.1.4", "token_malformed", () => ({
      claims: { exp },
    })),
  ),
  attack("an expired token", "RFC 7519 section 4.1.4", "token_expired", ({ nowSeconds }) => ({
    claims: { exp: nowSeconds - 3600 },
  })),
  attack(
    "a token that is not yet valid",
    "RFC 7519 section 4.1.5",
    "token_not_yet_valid",
    ({ nowSeconds }) => ({
      claims: { nbf: nowSeconds + 3600 },
    }),
  ),
];

const filler = (length: number): Changes => ({ claims: { filler: "x".repeat(length) } });

/** Tokens that are too large. */
export const sizeAttacks: readonly Attack[] = [
  attack("a token of more than 10,240 characters", "RFC 8725 section 2.7", "token_malformed", () =>
    filler(7_600),
  ),
  attack("a token of a megabyte", "CVE-2024-28176, CVE-2025-30204", "token_malformed", () =>
    filler(1_000_000),
  ),
  {
    name: "a megabyte of dots",
    source: "CVE-2025-30204",
    reason: "token_malformed",
    token: () => ".".repeat(1_000_000),
  },
  {
    name: "ten thousand dots",
    source: "CVE-2025-30204",
    reason: "token_malformed",
    token: () => ".".repeat(10_000),
  },
];
