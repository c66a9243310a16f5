import { createPublicKey } from "node:crypto";
import type { AsymmetricAlgorithm } from "../algorithms.js";
import { isJsonObject, type JsonObject } from "../json.js";
import type { IssuerKeys } from "../keys/issuer-keys.js";
import { createKeySet } from "../keys/key-set.js";
import { type Kind, type ObjectReader, text } from "../object-reader.js";
import { CONTRACT } from "./contract.js";

type ConfiguredKeys = Extract<IssuerKeys, { source: "configuration" }>;
type Seeds = NonNullable<Extract<IssuerKeys, { source: "endpoint" }>["seeds"]>;

const { patterns, sentences } = CONTRACT;
const PEM = text(patterns.public_key_pem, sentences.public_key_pem);
/** RFC 3339, in UTC. */
const TIMESTAMP = text(patterns.timestamp, sentences.timestamp);

const MAX_SEED_DAYS = CONTRACT.sizes.seed_key_days;
const DAY_MS = 86_400_000;

/** Reads the keys of an issuer that has them in the configuration, as a JWK Set or as one PEM. */
export function readConfiguredKeys(
  reader: ObjectReader,
  algorithms: readonly AsymmetricAlgorithm[],
): ConfiguredKeys {
  const isPem = reader.has("public_key_pem");
  const document = isPem
    ? reader.required("public_key_pem", usable(PEM_AS_JWKS, algorithms))
    : reader.required("jwks", usable(JWKS, algorithms));
  return { source: "configuration", algorithms, document, hasKeyIds: !isPem };
}

/** Reads the seed keys of an issuer that has an endpoint. */
export function readSeeds(
  reader: ObjectReader,
  algorithms: readonly AsymmetricAlgorithm[],
  now: number,
): Seeds {
  return {
    document: reader.required("jwks", usable(JWKS, algorithms)),
    useUntil: reader.required("jwks_use_until", {
      rule: `${TIMESTAMP.rule}, at most ${MAX_SEED_DAYS} days from now`,
      // A past time is valid: a function that was right when it was deployed must not stop by itself.
      parse: (value) => {
        const time = Date.parse(TIMESTAMP.parse(value) ?? "");
        return time <= now + MAX_SEED_DAYS * DAY_MS ? time : undefined;
      },
      fallback: 0,
    }),
  };
}

const JWKS: Kind<JsonObject> = {
  rule: sentences.jwks,
  parse: (value) => (isJsonObject(value) ? value : undefined),
  fallback: {},
};

/** One public key as a JWK Set. A private key is rejected, though the public key could be derived from it. */
const PEM_AS_JWKS: Kind<JsonObject> = {
  rule: PEM.rule,
  parse: (value) => {
    const pem = PEM.parse(value);
    try {
      return pem === undefined ? undefined : { keys: [createPublicKey(pem).export({ format: "jwk" })] };
    } catch {
      return undefined;
    }
  },
  fallback: {},
};

/** The kind of a JWK Set of which at least one key fits an algorithm. */
function usable(kind: Kind<JsonObject>, algorithms: readonly AsymmetricAlgorithm[]): Kind<JsonObject> {
  return {
    ...kind,
    rule: `${kind.rule}, with a key that fits one of the algorithms (RSA keys of 2048 to 8192 bits)`,
    parse: (value) => {
      const document = kind.parse(value);
      // Without valid algorithms no key fits, and they have a fault of their own.
      const isUsable =
        document && (algorithms.length === 0 || createKeySet(document, algorithms) !== undefined);
      return isUsable ? document : undefined;
    },
  };
}
