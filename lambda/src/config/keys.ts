import { createPublicKey } from "node:crypto";
import { ASYMMETRIC_ALGORITHMS, type AsymmetricAlgorithm } from "../algorithms.js";
import { isJsonObject, type JsonObject } from "../json.js";
import type { IssuerKeys } from "../keys/issuer-keys.js";
import { type PublicKeys, readPublicKeys } from "../keys/key-set.js";
import type { PublicKey } from "../keys/public-key.js";
import type { ObjectReader } from "./reader.js";

type ConfiguredKeys = Extract<IssuerKeys, { source: "configuration" }>;
type Seeds = NonNullable<Extract<IssuerKeys, { source: "endpoint" }>["seeds"]>;

const PEM = /^\s*-----BEGIN (PUBLIC KEY|CERTIFICATE)-----[^-]+-----END (PUBLIC KEY|CERTIFICATE)-----\s*$/;

/** RFC 3339, in UTC. */
const TIMESTAMP = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/;

/** Longer, and seed keys would be what the configured keys are: keys that nobody can withdraw. */
const MAX_SEED_DAYS = 90;
const DAY_MS = 86_400_000;

/** Reads the keys of an issuer that has them in the configuration, as a JWK Set or as one PEM. */
export function readConfiguredKeys(
  reader: ObjectReader,
  algorithms: readonly string[] | undefined,
): ConfiguredKeys | undefined {
  const isPem = reader.present(["public_key_pem"]).length > 0;
  const name = isPem ? "public_key_pem" : "jwks";
  const document = isPem ? readPem(reader) : readJwks(reader);
  const fitting = algorithms as readonly AsymmetricAlgorithm[] | undefined;
  if (document === undefined || fitting === undefined) {
    return undefined;
  }
  const jwks = readPublicKeys(document, fitting);
  reportUsability(reader, name, jwks, fitting);
  return { source: "configuration", algorithms: fitting, jwks, hasKeyIds: !isPem };
}

/** Reads the keys that an endpoint's issuer begins with; it has none without `jwks_use_until`. */
export function readSeeds(
  reader: ObjectReader,
  algorithms: readonly string[] | undefined,
  now: number,
): Seeds | undefined {
  if (reader.present(["jwks_use_until"]).length === 0) {
    return undefined;
  }
  const until = reader.string("jwks_use_until", TIMESTAMP, "a time in UTC such as 2027-01-31T00:00:00Z");
  const useUntil = Date.parse(until ?? "");
  // One that is over is no fault: a function that was right when it was deployed must not stop by itself.
  if (until !== undefined && !(useUntil <= now + MAX_SEED_DAYS * DAY_MS)) {
    reader.fault("jwks_use_until", `must be a time at most ${MAX_SEED_DAYS} days ahead`);
  }
  const document = readJwks(reader);
  if (document === undefined || algorithms === undefined) {
    return undefined;
  }
  // For all algorithms: issuers that share the endpoint share the seed keys.
  const seeds = readPublicKeys(document, ASYMMETRIC_ALGORITHMS);
  reportUsability(reader, "jwks", seeds, algorithms);
  return { ...seeds, useUntil };
}

function readJwks(reader: ObjectReader): JsonObject | undefined {
  const document = reader.value("jwks");
  if (isJsonObject(document)) {
    return document;
  }
  reader.fault("jwks", "must be a JWK Set, an object with a list of keys");
  return undefined;
}

/** One public key as a JWK Set. A private key is refused, though a public one could be made of it. */
function readPem(reader: ObjectReader): JsonObject | undefined {
  const pem = reader.string("public_key_pem", PEM, "one PEM public key or certificate");
  try {
    return pem === undefined ? undefined : { keys: [createPublicKey(pem).export({ format: "jwk" })] };
  } catch {
    reader.fault("public_key_pem", "must be a public key or certificate that can be read");
    return undefined;
  }
}

/** A configured key that cannot be imported must stop the function at init, not refuse tokens later. */
function reportUsability(
  reader: ObjectReader,
  name: string,
  { keys }: PublicKeys,
  algorithms: readonly string[],
): void {
  const isUsable = keys.some(
    (key) => key.algorithms.some((algorithm) => algorithms.includes(algorithm)) && isImportable(key),
  );
  if (!isUsable) {
    reader.fault(name, "must hold a public key that fits one of the algorithms (RSA of 2048 to 8192 bits)");
  }
}

function isImportable({ jwk }: PublicKey): boolean {
  try {
    return createPublicKey({ key: jwk, format: "jwk" }) !== undefined;
  } catch {
    return false;
  }
}
