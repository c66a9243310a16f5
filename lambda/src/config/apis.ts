import { normalizedBaseUrl } from "../dpop/target-uri.js";
import { apiIdOf } from "../gateway/request-arn.js";
import { type ObjectReader, text } from "../object-reader.js";
import { CONTRACT } from "./contract.js";

/** What the configuration says about one API. */
export interface ApiSettings {
  /** The name that rules and hints use for it. */
  readonly key: string;
  readonly id: string;
  /** Instead of the audience of each issuer; undefined if that applies. */
  readonly audience: readonly string[] | undefined;
  /** Instead of `base_urls` of `dpop`, in normalized form; undefined if those apply. */
  readonly baseUrls: readonly string[] | undefined;
}

const { patterns, sentences } = CONTRACT;
const API_ID = text(patterns.api_id, sentences.api_id);
const API_KEY = new RegExp(patterns.api_key, "u");
/** What stands for the root of a stage in the URLs that clients call. */
export const BASE_URL = text(patterns.dpop_base_url, sentences.dpop_base_url, normalizedBaseUrl);
const AUDIENCE = text(patterns.audience, sentences.audience);

/** Reads the attribute `apis`. Without it, all APIs are alike. */
export function readApis(top: ObjectReader): readonly ApiSettings[] {
  const entries = top.has("apis") ? top.objects("apis", CONTRACT.api_attributes) : [];
  const apis = entries.map(([key, reader]) => ({
    key,
    id: reader.required("id", API_ID),
    audience: reader.optionalList("audience", AUDIENCE),
    baseUrls: reader.optionalList("base_urls", BASE_URL),
  }));
  const seen = new Set<string>();
  for (const { key, id } of apis) {
    if (!API_KEY.test(key)) {
      top.fault(`apis.${key}`, `must have a key of ${sentences.api_key}`);
    }
    // Only one of them could say what a request to this API needs.
    if (id !== "" && seen.has(id.toLowerCase())) {
      top.fault(`apis.${key}.id`, "must not be the id of another entry");
    }
    seen.add(id.toLowerCase());
  }
  return apis;
}

/**
 * Makes the function that finds the settings of an API by the ARN of a stage of it, which API Gateway wrote. IDs are
 * compared without regard to case: AWS's have no capital letters, and if an ARN ever had the spelling of the client's
 * `Host`, a client must not get out of the entry of its API.
 *
 * @returns undefined for an API that the configuration does not list
 */
export function createApiSettings(
  apis: readonly ApiSettings[],
): (stageArn: string) => ApiSettings | undefined {
  if (apis.length === 0) {
    return () => undefined;
  }
  const byId = new Map(apis.map((api) => [api.id.toLowerCase(), api]));
  return (stageArn) => byId.get(apiIdOf(stageArn).toLowerCase());
}
