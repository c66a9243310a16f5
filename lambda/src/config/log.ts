import type { ClaimReference } from "../claim-reference.js";
import type { LogSettings } from "../log/decision-log.js";
import { type Kind, type ObjectReader, text } from "../object-reader.js";
import { CONTRACT } from "./contract.js";

const { patterns, sentences, sizes } = CONTRACT;

const SAMPLE_PERCENT: Kind<number> = {
  rule: sentences.sample_percent,
  parse: (value) => (typeof value === "number" && value > 0 && value <= 100 ? value : undefined),
  fallback: 100,
};

const RESERVED_NAMESPACE = new RegExp(patterns.reserved_metrics_namespace);
const METRICS_NAMESPACE = text(patterns.metrics_namespace, sentences.metrics_namespace, (namespace) =>
  RESERVED_NAMESPACE.test(namespace) ? undefined : namespace,
);

/** Reads the optional attributes `log_allowed` and `metrics_namespace`. */
export function readLogSettings(top: ObjectReader, claim: Kind<ClaimReference>): LogSettings {
  return {
    logAllowed: readLogAllowed(top, claim),
    metricsNamespace: top.optional("metrics_namespace", METRICS_NAMESPACE),
  };
}

function readLogAllowed(top: ObjectReader, claim: Kind<ClaimReference>): LogSettings["logAllowed"] {
  if (!top.has("log_allowed")) {
    return undefined;
  }
  const reader = top.object("log_allowed", CONTRACT.log_allowed_attributes);
  const claims = reader.optionalList("claims", claim) ?? [];
  if (claims.length > sizes.logged_claims) {
    reader.fault("claims", `must be a list of at most ${sizes.logged_claims} claims`);
  }
  return { samplePercent: reader.required("sample_percent", SAMPLE_PERCENT), claims };
}
