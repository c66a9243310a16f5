import { X509Certificate } from "node:crypto";
import {
  type AsymmetricAlgorithm,
  isSymmetric,
  type SigningAlgorithm,
  type SymmetricAlgorithm,
} from "../algorithms.js";
import type { IssuerKeys } from "../keys/issuer-keys.js";
import { integer, type Kind, type ObjectReader, oneOf, text } from "../object-reader.js";
import { CONTRACT } from "./contract.js";
import { readPublicKeyPem, readPublicKeySet, readSeeds } from "./keys.js";

const { patterns, sentences, ranges } = CONTRACT;
/** RFC 8414 section 2. */
const DISCOVERY_ISSUER = new RegExp(patterns.discovery_issuer, "u");
const DISCOVERY_DOCUMENT = new RegExp(patterns.discovery_document, "u");
const JWKS_URL = text(
  patterns.jwks_url,
  `${sentences.jwks_url}, and ${sentences.jwks_url_document}`,
  (url) => (DISCOVERY_DOCUMENT.test(url) ? undefined : url),
);
const JWK_USE = oneOf(CONTRACT.jwk_uses);
const ASYMMETRIC: Kind<SigningAlgorithm> = oneOf(CONTRACT.asymmetric_algorithms);
const SYMMETRIC: Kind<SigningAlgorithm> = oneOf(
  CONTRACT.symmetric_algorithms,
  `${CONTRACT.symmetric_algorithms.join(", ")}: a shared secret verifies nothing else`,
);
const EITHER: Kind<SigningAlgorithm> = oneOf([
  ...CONTRACT.asymmetric_algorithms,
  ...CONTRACT.symmetric_algorithms,
]);
const SECRET_ARN = text(patterns.secret_arn, sentences.secret_arn);
const ENCODING = oneOf(CONTRACT.shared_secret_encodings);
const JSON_KEY = text(patterns.json_key, sentences.json_key);
const CERTIFICATE = new RegExp(patterns.certificate_pem, "g");

/** Checked here, because otherwise every fetch of keys would fail without naming the input. */
const CERTIFICATES = text(patterns.certificate_pem, sentences.ca_certificates_pem, (pem) => {
  const blocks = pem.match(CERTIFICATE) ?? [];
  const isAll = blocks.length === pem.split("-----BEGIN ").length - 1;
  return isAll && blocks.every(isCertificate) ? blocks.join("\n") : undefined;
});

/** The attributes that name public keys. An issuer without any of them, and without a secret, finds its keys by discovery. */
const PUBLIC_KEY_ATTRIBUTES = ["public_key_pem", "jwks_url", "jwks", "jwks_use_until"];

/** Stands in until the configuration is rejected. */
const NO_KEYS: IssuerKeys = {
  source: "configuration",
  algorithms: [],
  jwks: { keys: [], skipped: [] },
  hasKeyIds: true,
};

/**
 * Reads where an issuer's keys come from: public keys, a shared secret, or one of each. With one of each, the algorithm
 * of a token decides, so that a public key can never serve as an HMAC secret (RFC 8725 section 2.1).
 *
 * @param issuer undefined for tokens without issuer
 */
export function readKeysFrom(
  reader: ObjectReader,
  issuer: string | undefined,
  now: number,
): readonly IssuerKeys[] {
  const hasSecret = reader.has("shared_secret");
  const hasPublicKeys = PUBLIC_KEY_ATTRIBUTES.some((name) => reader.has(name));
  const kind = !hasSecret ? ASYMMETRIC : hasPublicKeys ? EITHER : SYMMETRIC;
  const algorithms = reader.list("algorithms", kind);
  const symmetric = algorithms.filter((algorithm) => isSymmetric(algorithm));
  const asymmetric = algorithms.filter((algorithm) => !isSymmetric(algorithm)) as AsymmetricAlgorithm[];
  const isOneSided = symmetric.length === 0 || asymmetric.length === 0;
  if (hasSecret && hasPublicKeys && algorithms.length > 0 && isOneSided) {
    reader.fault("algorithms", "must contain algorithms for the shared secret and for the public keys");
  }
  return [
    ...(hasPublicKeys || !hasSecret ? [readPublicKeysFrom(reader, asymmetric, issuer, now)] : []),
    ...(hasSecret ? [readSharedSecret(reader, symmetric)] : []),
  ];
}

function readPublicKeysFrom(
  reader: ObjectReader,
  algorithms: readonly AsymmetricAlgorithm[],
  issuer: string | undefined,
  now: number,
): IssuerKeys {
  const [first, second] = PUBLIC_KEY_ATTRIBUTES.filter((name) => reader.has(name));
  if (first === "public_key_pem" && second !== undefined) {
    reader.fault(second, "can't be combined with public_key_pem: an issuer has one source of public keys");
    return NO_KEYS;
  }
  if (first === "public_key_pem") {
    return readPublicKeyPem(reader, algorithms);
  }
  const use = reader.optional("jwk_use", JWK_USE) ?? "sig";
  const hasSeeds = reader.has("jwks_use_until");
  if (reader.has("jwks") && reader.has("jwks_url") && !hasSeeds) {
    reader.fault(
      "jwks_use_until",
      "is required when both jwks and jwks_url are set: it ends the use of the seed keys",
    );
    return NO_KEYS;
  }
  if (reader.has("jwks") && !hasSeeds) {
    return readPublicKeySet(reader, { algorithms, use });
  }
  if (!reader.has("jwks_url")) {
    checkDiscovery(reader, issuer);
  }
  return {
    source: "endpoint",
    algorithms,
    use,
    jwksUrl: reader.optional("jwks_url", JWKS_URL),
    caCertificatesPem: reader.optional("ca_certificates_pem", CERTIFICATES),
    seeds: hasSeeds ? readSeeds(reader, { algorithms, use }, now) : undefined,
    ...readLifetimes(reader),
  };
}

/** The issuer is the beginning of the address of the discovery document. */
function checkDiscovery(reader: ObjectReader, issuer: string | undefined): void {
  if (issuer === undefined) {
    reader.fault("jwks_url", "is required with without_issuer: without an issuer there is no discovery");
  } else if (issuer !== "" && !DISCOVERY_ISSUER.test(issuer)) {
    reader.fault(
      "issuer",
      `must be ${sentences.discovery_issuer}, because the keys are found by discovery: set jwks_url, jwks or public_key_pem for another issuer`,
    );
  }
}

function readSharedSecret(reader: ObjectReader, algorithms: readonly SymmetricAlgorithm[]): IssuerKeys {
  const secret = reader.object("shared_secret", CONTRACT.shared_secret_attributes);
  return {
    source: "secret",
    algorithms,
    arn: secret.required("arn", SECRET_ARN),
    encoding: secret.required("encoding", ENCODING),
    jsonKey: secret.optional("json_key", JSON_KEY),
    overlapSeconds: secret.required("overlap_seconds", integer(ranges.overlap_seconds)),
    ...readLifetimes(reader),
  };
}

function readLifetimes(reader: ObjectReader) {
  return {
    ttlSeconds: reader.required("jwks_cache_ttl_seconds", integer(ranges.jwks_cache_ttl_seconds)),
    maxStaleSeconds: reader.required("jwks_max_stale_seconds", integer(ranges.jwks_max_stale_seconds)),
    deadlineMilliseconds:
      1000 * reader.required("jwks_fetch_timeout_seconds", integer(ranges.jwks_fetch_timeout_seconds)),
  };
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem) !== undefined;
  } catch {
    return false;
  }
}
