import type { IssuerKeys, KeyedIssuer } from "../keys/issuer-keys.js";
import type { PublicKey } from "../keys/public-key.js";
import type { ObjectReader } from "../object-reader.js";

/** An entry of `trusted_issuers`, as far as another may not be like it. */
type Entry = KeyedIssuer & { readonly key: string };

/**
 * Adds a fault for what two entries of `trusted_issuers` must not share: the issuer, because only one entry could decide
 * about a token; a secret, because each issuer could sign tokens of the other; and the keys of an entry for tokens without
 * issuer, which would accept a token of the other issuer that lacks `iss`.
 */
export function checkDistinct(top: ObjectReader, entries: readonly Entry[]): void {
  checkIssuers(top, entries);
  checkSecrets(top, entries);
  for (const entry of entries.filter(({ issuer }) => issuer === undefined)) {
    checkOwnKeys(top, entry, entries);
  }
}

function checkIssuers(top: ObjectReader, entries: readonly Entry[]): void {
  const seen = new Set<string | undefined>();
  for (const { key, issuer } of entries) {
    if (issuer === undefined && seen.has(issuer)) {
      top.fault(
        `trusted_issuers.${key}.without_issuer`,
        "must not be true in two entries: only one can decide about a token",
      );
    } else if (issuer !== "" && seen.has(issuer)) {
      top.fault(`trusted_issuers.${key}.issuer`, "must not be the issuer of another entry");
    }
    seen.add(issuer);
  }
}

function checkSecrets(top: ObjectReader, entries: readonly Entry[]): void {
  const seen = new Set<string>();
  for (const { key, keysFrom } of entries) {
    for (const { arn, jsonKey } of keysFrom.filter((each) => each.source === "secret")) {
      const name = JSON.stringify([arn, jsonKey]);
      if (arn !== "" && seen.has(name)) {
        top.fault(
          `trusted_issuers.${key}.shared_secret.arn`,
          "must not be the secret of another entry: each issuer could sign tokens of the other",
        );
      }
      seen.add(name);
    }
  }
}

function checkOwnKeys(top: ObjectReader, entry: Entry, entries: readonly Entry[]): void {
  const others = entries.filter((other) => other !== entry);
  const taken = new Set(others.flatMap(({ keysFrom }) => keysFrom.flatMap(namesOf)));
  for (const keysFrom of entry.keysFrom) {
    if (namesOf(keysFrom).some((name) => taken.has(name))) {
      top.fault(
        `trusted_issuers.${entry.key}.${attributeOf(keysFrom)}`,
        "must not have keys of another entry: an entry with without_issuer needs keys of its own",
      );
    }
  }
}

function attributeOf(keysFrom: IssuerKeys): string {
  if (keysFrom.source === "configuration") {
    return keysFrom.hasKeyIds ? "jwks" : "public_key_pem";
  }
  return keysFrom.source === "endpoint" ? "jwks_url" : "shared_secret";
}

/** Names that are equal only for the same URL or key. Secrets are compared for all entries. */
function namesOf(keysFrom: IssuerKeys): readonly string[] {
  switch (keysFrom.source) {
    case "secret":
      return [];
    case "endpoint": {
      const { jwksUrl = "", seeds } = keysFrom;
      const urls = URL.canParse(jwksUrl) ? [normalizedUrl(jwksUrl)] : [];
      return [...urls, ...(seeds?.keys ?? []).map(nameOf)];
    }
    case "configuration":
      return keysFrom.jwks.keys.map(nameOf);
  }
}

/** By its numbers: the same key may have another `kid`. */
function nameOf({ jwk: { kty, crv, n, e, x, y } }: PublicKey): string {
  return JSON.stringify({ kty, crv, n, e, x, y });
}

/** Without differences that do not change the URL: case of the host, default port, an empty query. */
function normalizedUrl(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search}`;
}
