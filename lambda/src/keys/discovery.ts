import { own } from "../json.js";
import { FetchError, type FetchJson, type FetchOptions } from "./fetch-json.js";

/**
 * Finds the address of an issuer's key set by OpenID Connect Discovery 1.0 section 4.
 *
 * The document's `issuer` must be exactly the one configured (section 4.3): otherwise one provider's document
 * could name another's keys. The `jwks_uri` is held to the same rules as a configured one.
 *
 * @param issuer the issuer identifier, an https URL without query and fragment
 * @returns the `jwks_uri`
 * @throws FetchError if the document can't be fetched or says something else
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
    throw new FetchError("the discovery document is of another issuer");
  }
  const jwksUri = own(document, "jwks_uri");
  if (typeof jwksUri !== "string" || !isHttpsUrl(jwksUri)) {
    throw new FetchError("jwks_uri is not an https URL");
  }
  return jwksUri;
}

/** Whether keys may be fetched from there: https, and neither credentials nor a fragment in the URL. */
export function isHttpsUrl(value: string): boolean {
  if (!URL.canParse(value)) {
    return false;
  }
  const url = new URL(value);
  return url.protocol === "https:" && url.username === "" && url.password === "" && url.hash === "";
}
