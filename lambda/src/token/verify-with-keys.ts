import { type Failure, failure } from "../failure.js";
import type { JsonObject } from "../json.js";
import { isKeyOf } from "../keys/key-owner.js";
import { MAX_CANDIDATES } from "../keys/key-set.js";
import type { ArrivedKeyRequest, KeySource, VerificationKey } from "../keys/key-source.js";
import { verifySignature } from "./verify.js";

/**
 * Verifies a token's signature with the keys that were found, and then with newer ones, if the source may have some.
 *
 * @param claims of the same token, not verified yet
 * @param found the keys that the source found for the request
 * @returns the keys as the source returned them, if one of them verified it, or why none did
 */
export async function verifyWithKeys(
  token: string,
  claims: JsonObject,
  source: KeySource,
  request: ArrivedKeyRequest,
  found: readonly VerificationKey[],
): Promise<readonly VerificationKey[] | Failure> {
  const keysOfIssuer = found.filter(({ issuer }) => isKeyOf(issuer, claims));
  if (keysOfIssuer.length === 0) {
    return failure("key_unknown", "the key set says that the key belongs to another issuer");
  }
  if ((await verifySignature(token, keysOfIssuer)) === undefined) {
    return found;
  }
  if (source.findNewer === undefined) {
    const detail = found.length === MAX_CANDIDATES ? TOO_MANY_CANDIDATES : undefined;
    // Without a key id, or from a key set that is due for a refresh, the right key may still come.
    const isLasting = request.kid !== undefined && source.areCurrent(found);
    return { ...failure("signature_invalid", detail), isLasting };
  }
  const newer = await source.findNewer(request, found);
  return newer === undefined || (await verifySignature(token, newer)) !== undefined
    ? { ...failure("signature_invalid"), isLasting: false }
    : newer;
}

const TOO_MANY_CANDIDATES = `${MAX_CANDIDATES} keys fit, and no more are tried: tokens should name their key by kid`;
