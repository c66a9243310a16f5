import { ASYMMETRIC_ALGORITHMS, type AsymmetricAlgorithm } from "../algorithms.js";
import type { DpopSettings } from "../dpop/settings.js";
import { integer, type ObjectReader, oneOf, text } from "../object-reader.js";
import { DPOP_SCHEME, type TokenSource } from "../token/extract.js";
import { type ApiSettings, BASE_URL } from "./apis.js";
import { CONTRACT } from "./contract.js";
import type { TrustedIssuer } from "./issuers.js";

const { patterns, sentences, ranges, sizes } = CONTRACT;
const ALGORITHM = oneOf<AsymmetricAlgorithm>(CONTRACT.asymmetric_algorithms);
const MAX_AGE = integer(ranges.dpop_max_age_seconds);
const TABLE_ARN = text(patterns.dynamodb_table_arn, sentences.dynamodb_table_arn);

/** Reads the optional attribute `dpop`, which is there exactly if an issuer has `dpop_bound_tokens`. */
export function readDpop(
  top: ObjectReader,
  issuers: readonly TrustedIssuer[],
  apis: readonly ApiSettings[],
  source: TokenSource,
): DpopSettings | undefined {
  const isUsed = issuers.some(({ dpopBoundTokens }) => dpopBoundTokens !== undefined);
  if (isUsed !== top.has("dpop")) {
    top.fault("dpop", "must be set if an issuer has dpop_bound_tokens, and only then");
  }
  if (!top.has("dpop")) {
    if (apis.some(({ baseUrls }) => baseUrls !== undefined)) {
      top.fault("apis", "must not have base_urls without dpop");
    }
    return undefined;
  }
  if (source.place !== "header" || source.scheme.toLowerCase() === DPOP_SCHEME.toLowerCase()) {
    top.fault("token_source", "must be a header with a scheme other than DPoP, which dpop adds");
  }
  const reader = top.object("dpop", CONTRACT.dpop_attributes);
  const baseUrls = reader.list("base_urls", BASE_URL);
  if (baseUrls.length > sizes.dpop_base_urls) {
    reader.fault("base_urls", `must be ${sentences.dpop_base_urls}`);
  }
  return {
    baseUrls,
    signingAlgorithms: reader.optionalList("signing_algorithms", ALGORITHM) ?? ASYMMETRIC_ALGORITHMS,
    maxAgeSeconds: reader.required("max_age_seconds", MAX_AGE),
    replayTableArn: reader.optional("replay_table_arn", TABLE_ARN),
  };
}
