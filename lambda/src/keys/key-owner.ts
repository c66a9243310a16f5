import { type JsonObject, own } from "../json.js";

/**
 * Whether a key may verify a token with these claims. Microsoft Entra publishes keys of several issuers in one set, and
 * names the issuer of each in a member `issuer`, where `{tenantid}` stands for the token's `tid`. Otherwise the tenant of
 * personal accounts could sign tokens of any other tenant.
 *
 * @param issuer the member `issuer` of the key; undefined if it has none
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-signature
 */
export function isKeyOf(issuer: string | undefined, claims: JsonObject): boolean {
  if (issuer === undefined) {
    return true;
  }
  const tenant = own(claims, "tid");
  const filled = typeof tenant === "string" ? issuer.replaceAll(TENANT, () => tenant) : issuer;
  return filled === own(claims, "iss");
}

/**
 * Whether a key may verify any token of an issuer, whatever its `tid` is.
 *
 * @param keyIssuer the member `issuer` of the key; undefined if it has none
 * @param issuer undefined for tokens without an issuer
 */
export function isPossibleKeyOf(keyIssuer: string | undefined, issuer: string | undefined): boolean {
  if (keyIssuer === undefined || keyIssuer === issuer) {
    return true;
  }
  const [beginning = "", ...others] = keyIssuer.split(TENANT);
  const end = others.at(-1);
  return end !== undefined && issuer?.startsWith(beginning) === true && issuer.endsWith(end);
}

const TENANT = "{tenantid}";
