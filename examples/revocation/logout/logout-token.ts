import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";

/** What a logout token must be made for. */
export interface LogoutSettings {
  readonly issuer: string;
  /** The client IDs of the applications at which users sign in. */
  readonly clientIds: readonly string[];
}

/** What a valid logout token says. */
export interface Logout {
  readonly iss: string;
  /** When the provider issued the token, in seconds since the epoch. */
  readonly iat: number;
  /** Missing if the provider names only the session. */
  readonly sub: string | undefined;
  /** Missing if the provider names only the user. */
  readonly sid: string | undefined;
}

/** The logout token is not valid. The message is constant. */
export class LogoutTokenError extends Error {
  override readonly name = "LogoutTokenError";
}

const EVENT = "http://schemas.openid.net/event/backchannel-logout";
const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"];

/**
 * Validates a logout token (OpenID Connect Back-Channel Logout 1.0 section 2.6).
 *
 * @param keys finds the issuer's key for a token
 * @param now the time of the request
 * @throws LogoutTokenError, or an error of jose
 */
export async function verifyLogoutToken(
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, clientIds }: LogoutSettings,
  now: Date,
): Promise<Logout> {
  const { payload } = await jwtVerify(token, keys, {
    issuer,
    audience: [...clientIds],
    algorithms: ALGORITHMS,
    // An access token or an ID token is not a logout token (RFC 8725 section 3.11).
    typ: "logout+jwt",
    requiredClaims: ["iss", "aud", "iat", "exp", "jti", "events"],
    // An old token must not log a user out again.
    maxTokenAge: 600,
    clockTolerance: 30,
    currentDate: now,
  });
  if (!isLogoutEvent(payload["events"])) {
    throw new LogoutTokenError("events has no back-channel logout");
  }
  if (Object.hasOwn(payload, "nonce")) {
    throw new LogoutTokenError("nonce is in the token: it is an ID token");
  }
  const sub = identifierIn(payload, "sub");
  const sid = identifierIn(payload, "sid");
  if (sub === undefined && sid === undefined) {
    throw new LogoutTokenError("sub and sid are missing");
  }
  return { iss: issuer, iat: Number(payload.iat), sub, sid };
}

function isLogoutEvent(events: unknown): boolean {
  const event = isObject(events) && Object.hasOwn(events, EVENT) ? events[EVENT] : undefined;
  return isObject(event);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function identifierIn(payload: JWTPayload, name: "sub" | "sid"): string | undefined {
  const value = payload[name] ?? undefined;
  if (value !== undefined && (typeof value !== "string" || value === "")) {
    throw new LogoutTokenError(`${name} is not a string`);
  }
  return value;
}
