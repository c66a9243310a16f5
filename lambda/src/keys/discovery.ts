import { CONTRACT } from "../config/contract.js";
import { own } from "../json.js";
import { FetchError, type FetchJson, type FetchOptions } from "./fetch-json.js";

/**
 * Finds the URL of an issuer's key set by OpenID Connect Discovery 1.0 section 4. The document's `issuer` must equal the
 * configured one (section 4.3): otherwise one provider's document could name another's keys. The `jwks_uri` must satisfy
 * the same rules as a configured `jwks_url`.
 *
 * @param issuer the issuer identifier, an https URL without query and fragment
 * @returns the `jwks_uri`
 * @throws FetchError if the document cannot be fetched, belongs to another issuer or has no valid `jwks_uri`
 */
export async function discoverJwksUrl(
  issuer: string,
  fetchJson: FetchJson,
  options: FetchOptions,
): Promise<string> {
  const { document } = await fetchJson(
    `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    options,
  );
  if (own(document, "issuer") !== issuer) {
    throw new FetchError("the discovery document belongs to another issuer");
  }
  const jwksUri = own(document, "jwks_uri");
  if (typeof jwksUri !== "string" || jwksUri.length > MAX_URL_CHARACTERS || !JWKS_URL.test(jwksUri)) {
    throw new FetchError("jwks_uri is not an https URL");
  }
  return jwksUri;
}

/** Longer than any real one. Checked first, because parsing an international host name takes more than linear time. */
const MAX_URL_CHARACTERS = 2000;
const JWKS_URL = new RegExp(CONTRACT.patterns.jwks_url, "i");
