import { createHmac, randomBytes } from "node:crypto";
import { validDocument } from "../tests/support/configuration.ts";
import { EVENT_OF } from "../tests/support/events.ts";
import { createSigningKey, type Json, jwks } from "../tests/support/keys.ts";
import { AUDIENCE, base64url, ISSUER, mintToken } from "../tests/support/tokens.ts";
import type { Assignment } from "./subjects/subjects.ts";

/** The algorithms to measure. */
export const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "HS256"] as const;
export type BenchAlgorithm = (typeof ALGORITHMS)[number];

/** An issuer whose tokens are valid now. */
export interface Workload {
  readonly algorithm: BenchAlgorithm;
  readonly document: Json;
  readonly secret: Buffer;
  /** Undefined for HS256. */
  readonly publicKey: ReturnType<typeof createSigningKey>["publicKey"] | undefined;
  /** Makes a new token. */
  readonly mint: (claims?: Json) => string;
}

export function createWorkload(algorithm: BenchAlgorithm): Workload {
  const key = algorithm === "HS256" ? undefined : createSigningKey(algorithm);
  const secret = randomBytes(32);
  let count = 0;
  return {
    algorithm,
    document: key === undefined ? { keys: [] } : jwks(key),
    secret,
    publicKey: key?.publicKey,
    mint: (added = {}) => {
      const claims = { ...claimsOf(count++), ...added };
      return key === undefined ? mintMac(secret, claims) : mintToken(key, { claims });
    },
  };
}

/** The claims of a typical access token (RFC 9068 section 2.2). */
function claimsOf(number: number): Json {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: `user-${number}`,
    client_id: "app",
    scope: "orders:read orders:write",
    realm_access: { roles: ["member"] },
    jti: `${number}`,
    iat: now,
    exp: now + 3600,
  };
}

function mintMac(secret: Buffer, claims: Json): string {
  const input = [{ typ: "at+jwt", alg: "HS256" }, claims]
    .map((part) => base64url(JSON.stringify(part)))
    .join(".");
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}

/** New tokens for each round: every subject of a round gets the same ones. */
export function newTokensByRound(workload: Workload, count: number): (round: number) => readonly string[] {
  let batch: { readonly round: number; readonly tokens: readonly string[] } = { round: -1, tokens: [] };
  return (round) => {
    if (batch.round !== round) {
      batch = { round, tokens: Array.from({ length: count }, () => workload.mint()) };
    }
    return batch.tokens;
  };
}

/** The event of an HTTP API's authorizer with the headers of a browser, as the runtime client parses it. */
export function eventOf(token: string): unknown {
  const headers = {
    accept: "application/json, text/plain, */*",
    "accept-encoding": "gzip, deflate, br",
    "accept-language": "en-GB,en;q=0.9",
    authorization: `Bearer ${token}`,
    host: "orders.example.com",
    origin: "https://app.example.com",
    referer: "https://app.example.com/",
    "user-agent":
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
    "x-amzn-trace-id": "Root=1-65f1a7c2-0123456789abcdef01234567",
    "x-forwarded-for": "203.0.113.7",
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
  };
  const event = { ...EVENT_OF["HTTP 2.0"]({ headers }), identitySource: [headers.authorization] };
  return JSON.parse(JSON.stringify(event));
}

/** What a subject needs to verify the workload's tokens. `changes` apply to this authorizer's configuration. */
export function assignmentFor(
  { algorithm, secret, publicKey }: Workload,
  jwksUri: string,
  changes: { readonly top?: Json; readonly issuer?: Json } = {},
): Assignment {
  const isMac = algorithm === "HS256";
  const arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:jwt-AbCdEf";
  const keys = isMac
    ? { jwks_url: null, shared_secret: { arn, encoding: "hex", overlap_seconds: 0 } }
    : { jwks_url: jwksUri };
  const document = validDocument({
    ...(changes.top === undefined ? {} : { top: changes.top }),
    issuer: { algorithms: [algorithm], ...keys, ...changes.issuer },
  });
  return {
    issuer: ISSUER,
    audience: AUDIENCE,
    jwksUri,
    algorithm,
    publicKey: publicKey?.export({ format: "pem", type: "spki" }).toString(),
    secret: isMac ? secret.toString("hex") : undefined,
    configuration: JSON.stringify(document),
  };
}

/** Rules of one method each; a third by scope, a third by role, a third for any token. The tokens satisfy all of them. */
export function createRules(count: number): readonly Json[] {
  return Array.from({ length: count }, (_, number) => ({
    methods: [["GET", "POST", "DELETE"][(count - 1 - number) % 3]],
    // The last one is for the measured request.
    paths: [number === count - 1 ? "/orders" : `/resource-${number}/*`],
    ...[
      { scopes: ["orders:read"] },
      { claims: [{ name: "/realm_access/roles", any: ["member"] }] },
      { any_token: true },
    ][number % 3],
  }));
}
