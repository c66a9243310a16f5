import { bearer, restRequestEvent } from "./events.ts";
import type { Json, SigningKey } from "./keys.ts";
import type { Identity, TestServer } from "./tls-server.ts";
import { mintToken } from "./tokens.ts";

const DAY_MS = 86_400_000;

/** The identifier of the issuer whose keys this server publishes. */
export const issuerOf = ({ url }: TestServer): string => `${url}/`;

/** The settings that make the configuration trust the issuer. */
export function settingsFor(server: TestServer, identity: Identity): Json {
  return {
    issuer: issuerOf(server),
    jwks_url: `${server.url}/jwks.json`,
    ca_certificates_pem: identity.caCertificatesPem,
  };
}

/** A call with a token of the issuer that is valid now, by this machine's clock, except for the changes. */
export function callNow(server: TestServer, key: SigningKey, changes: Json = {}): Json {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuerOf(server), iat: now, exp: now + 600, ...changes };
  return restRequestEvent(bearer(mintToken(key, { claims })));
}

/** The time this many days from now, in the format of `jwks_use_until`. */
export const untilInDays = (days: number): string =>
  new Date(Date.now() + days * DAY_MS).toISOString().replace(/\.\d+Z$/, "Z");
