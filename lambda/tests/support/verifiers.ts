import type { webcrypto } from "node:crypto";
import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import type { JWK } from "jose";
import { bundleFor } from "../../build/bundle.ts";
import type { SigningAlgorithm } from "../../src/algorithms.ts";
import { publicJwk, type SigningKey } from "./keys.ts";
import { base64url } from "./tokens.ts";
import * as source from "./verification.ts";

type Verification = typeof source;

/** Verifies signatures by jose, on Web Crypto or on the bundle's replacement for it. */
export interface Verifier extends Pick<Verification, "importJWK"> {
  /** Whether the key verifies a signature over `HEADER.PAYLOAD`. */
  readonly verifies: (
    signingInput: string,
    signature: Uint8Array,
    key: webcrypto.CryptoKey | Uint8Array,
    alg: SigningAlgorithm,
  ) => Promise<boolean>;
  readonly verifySignature: Verification["verifySignature"];
}

const verifierOf = ({ importJWK, verifySignature }: Verification): Verifier => ({
  importJWK,
  verifySignature,
  verifies: async (signingInput, signature, key, alg) =>
    (await verifySignature(`${signingInput}.${base64url(signature)}`, [{ alg, key }])) === undefined,
});

/** The two implementations under test, by name. */
export const VERIFIERS: readonly (readonly [string, Verifier])[] = [
  ["jose on Web Crypto (source)", verifierOf(source)],
  ["jose on node:crypto (bundle)", verifierOf(await loadBundled())],
];

async function loadBundled(): Promise<Verification> {
  const code = Buffer.from(await bundleFor("tests/support/verification.ts")).toString();
  const module = { exports: {} as Verification };
  compileFunction(code, ["module", "exports", "require"])(
    module,
    module.exports,
    createRequire(import.meta.url),
  );
  return module.exports;
}

/** The public key of a signing key, imported for its algorithm. */
export async function importPublic(
  { importJWK }: Pick<Verifier, "importJWK">,
  key: SigningKey,
): Promise<webcrypto.CryptoKey> {
  const imported = await importJWK(publicJwk(key) as JWK, key.alg);
  if (imported instanceof Uint8Array) {
    throw new Error("a public key is not a secret");
  }
  return imported;
}
