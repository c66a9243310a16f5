import type { Configuration } from "../src/config/configuration.js";
import { isFailure } from "../src/failure.js";
import type { JsonObject } from "../src/json.js";
import { subjectsOf } from "../src/revocation/subjects.js";
import { refusalText } from "./refusal-text.js";
import { listText, valueText } from "./value-text.js";

/**
 * What the table of `revocation` could change. It is not read: whoever explains a decision may not be allowed to.
 *
 * @param claims of the token, if there is one token
 */
export function revocationNotes({ revocation }: Configuration, claims?: JsonObject): readonly string[] {
  if (revocation === undefined) {
    return [];
  }
  const found = claims && subjectsOf(claims, revocation.claims);
  if (found === undefined) {
    return ["the table of revocation was not read: an item in it may revoke a token"];
  }
  return isFailure(found)
    ? [`revocation refuses a token with these claims with a 401: ${refusalText(found)}`]
    : [
        `the table of revocation was not read: an item with iss ${valueText(found.iss)} and one of these subjects may revoke the token: ${listText(found.subjects.map(({ key }) => valueText(key)))}`,
      ];
}
