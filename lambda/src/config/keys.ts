import { createPublicKey } from "node:crypto";
import { ASYMMETRIC_ALGORITHMS, type AsymmetricAlgorithm } from "../algorithms.js";
import { isJsonObject, type JsonObject } from "../json.js";
import type { IssuerKeys } from "../keys/issuer-keys.js";
import { type PublicKeys, readPublicKeys } from "../keys/key-set.js";
import { isImportable, type KeyRequirements, type PublicKey } from "../keys/public-key.js";
import { type Kind, type ObjectReader, text } from "../object-reader.js";
import { CONTRACT } from "./contract.js";

type ConfiguredKeys = Extract<IssuerKeys, { source: "configuration" }>;
type Seeds = NonNullable<Extract<IssuerKeys, { source: "endpoint" }>["seeds"]>;

const { patterns, sentences, sizes } = CONTRACT;
const PEM_BLOCK = new RegExp(patterns.public_key_pem);
const PEM = text(patterns.public_key_pem, sentences.public_key_pem, (pem) => {
  const isOne = pem.split("-----BEGIN ").length === 2 && pem.length <= sizes.public_key_pem_characters;
  return isOne ? PEM_BLOCK.exec(pem)?.[0] : undefined;
});
/** RFC 3339, in UTC. */
const TIMESTAMP = text(patterns.jwks_use_until, sentences.jwks_use_until);
const MAX_SEED_MS = sizes.seed_key_days * 86_400_000;

/** Reads the keys of an issuer that has them in the configuration, as a JWK Set. */
export function readPublicKeySet(reader: ObjectReader, requirements: KeyRequirements): ConfiguredKeys {
  const { algorithms } = requirements;
  const jwks = reader.required("jwks", publicKeys(JWKS, algorithms, requirements));
  return { source: "configuration", algorithms, jwks, hasKeyIds: true };
}

/** Reads the key of an issuer that has it in the configuration, as PEM. */
export function readPublicKeyPem(
  reader: ObjectReader,
  algorithms: readonly AsymmetricAlgorithm[],
): ConfiguredKeys {
  const requirements = { algorithms, use: "sig" } as const;
  const jwks = reader.required("public_key_pem", publicKeys(PEM_AS_JWKS, algorithms, requirements));
  return { source: "configuration", algorithms, jwks, hasKeyIds: false };
}

/** Reads the seed keys of an issuer that has an endpoint. */
export function readSeeds(reader: ObjectReader, { algorithms, use }: KeyRequirements, now: number): Seeds {
  return {
    // Read for all algorithms, because issuers that share the endpoint share its seed keys.
    ...reader.required("jwks", publicKeys(JWKS, algorithms, { algorithms: ASYMMETRIC_ALGORITHMS, use })),
    useUntil: reader.required("jwks_use_until", {
      ...TIMESTAMP,
      // A past time is valid: a function that was right when it was deployed must not stop by itself.
      parse: (value) => {
        const time = Date.parse(TIMESTAMP.parse(value) ?? "");
        return time <= now + MAX_SEED_MS ? time : undefined;
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

/**
 * One public key as a JWK Set. Tools write attributes in front of a PEM block, and some prepend a byte order mark (RFC
 * 7468 section 2); the block alone is read. A private key is rejected, though the public key could be derived from it.
 */
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

/**
 * The kind of a JWK Set with at least one key that fits one of the issuer's algorithms and can be imported: a configured
 * key that cannot must stop the function at init, not refuse tokens later.
 *
 * @param requirements what keys are read for
 */
function publicKeys(
  kind: Kind<JsonObject>,
  algorithms: readonly AsymmetricAlgorithm[],
  requirements: KeyRequirements,
): Kind<PublicKeys> {
  const isUsable = (key: PublicKey): boolean =>
    key.algorithms.some((algorithm) => algorithms.includes(algorithm)) && isImportable(key);
  return {
    rule: `${kind.rule}, with a key that fits one of the algorithms (RSA keys of 2048 to 8192 bits)`,
    parse: (value) => {
      const document = kind.parse(value);
      const read = document && readPublicKeys(document, requirements);
      // Without valid algorithms no key fits, and they have a fault of their own.
      return algorithms.length === 0 || read?.keys.some(isUsable) ? read : undefined;
    },
    fallback: { keys: [], skipped: [] },
  };
}
