import { isJsonObject, type JsonObject, own } from "../json.js";

/** An item of the table, as far as it decides. */
export interface Item {
  /**
   * In seconds since the epoch: tokens issued before it are revoked. Undefined if every token is. `"malformed"` stands for
   * anything that is not a number, which revokes every token too.
   */
  readonly revokedBefore: number | "malformed" | undefined;
}

/** How DynamoDB writes a number of seconds. More digits, or an exponent, would be a mistake. */
const SECONDS = /^-?[0-9]{1,15}(\.[0-9]{1,20})?$/;

/** Reads the attributes of an item, in DynamoDB's JSON. */
export function readItem(attributes: JsonObject): Item {
  const attribute = own(attributes, "revoked_before");
  return { revokedBefore: attribute === undefined ? undefined : secondsIn(attribute) };
}

function secondsIn(attribute: unknown): number | "malformed" {
  const seconds = isJsonObject(attribute) ? own(attribute, "N") : undefined;
  return typeof seconds === "string" && SECONDS.test(seconds) ? Number(seconds) : "malformed";
}

/**
 * Whether an item revokes a token.
 *
 * @param iat the claim of a verified token: a number, null, or undefined
 */
export function isRevokedBy({ revokedBefore }: Item, iat: unknown): boolean {
  return typeof revokedBefore !== "number" || typeof iat !== "number" || iat < revokedBefore;
}
