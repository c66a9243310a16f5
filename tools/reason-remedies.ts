import type { FailureCode } from "../lambda/src/failure.ts";

/** What an operator does about each refusal, in Markdown for a page in docs/. It is not in the bundle or the log. */
export const REMEDIES: Readonly<Record<FailureCode, string>> = {
  token_malformed:
    "Read `detail` and `hint`. If the token is opaque, [request an audience](providers.md#opaque-tokens) from the provider. Otherwise the client sends something other than an access token.",
  algorithm_not_allowed:
    "If the provider really signs with it, add the algorithm to `algorithms` of the issuer.",
  issuer_unknown:
    "Copy `issuer` from the provider's discovery document, including a trailing slash. If the issuer is meant to be trusted, add it to `trusted_issuers`.",
  signature_invalid:
    "Check that `jwks_url` belongs to this issuer, or that the secret is right. If both are, the token is forged or damaged.",
  audience_mismatch:
    "Request a token for this API from the provider, or add the API's identifier to `audience`, or to its entry in [`apis`](many-stacks.md#one-function-for-several-audiences). For Cognito access tokens, set `audience_claim`.",
  token_type_wrong:
    "The client must send an access token, not an ID token or a logout token. Check `token_type`.",
  required_claims_not_met:
    "Compare the token with `required_claims` by [`explain`](testing-rules.md#explain-a-decision).",
  token_missing: "The client must send the token where `token_source` says.",
  token_ambiguous: "The client, or a proxy in front of the API, must send the token once, in one place.",
  key_unknown:
    "A few are normal while the provider rotates keys. If they continue, check that `jwks_url` belongs to this issuer.",
  token_expired:
    "Normal: the client gets a new token. If new tokens expire, check the clock of the provider.",
  token_not_yet_valid: "Check the clock of the provider, or raise `clock_skew_seconds`.",
  token_too_old: "The client must get a new token. Check `max_token_age_seconds`.",
  sender_constrained:
    "Read `detail`, which is missing if the issuer accepts no bound tokens: then the provider must issue bearer tokens, or set [`certificate_bound_tokens`](mutual-tls.md) or [`dpop_bound_tokens`](dpop.md).",
  token_revoked:
    "Intended: `detail` names the claim whose item revokes the token. If it says that `revoked_before` is not a number, [correct the item](revocation.md#the-items).",
  token_not_revocable:
    "Choose claims in [`revocation.claims`](revocation.md) that the provider's tokens have, or let the provider add one.",
  dpop_proof_invalid:
    "Read `detail`. The client must send a new proof with each request, for its method and URL: [what clients must send](dpop.md#what-clients-must-send). Many with `the proof was used before` are retries that reuse a proof, or an attack.",
  rules_not_satisfied:
    "Run [`explain`](testing-rules.md#explain-a-decision). Grant the scope or claim, or change `rules`.",
  rule_denies: "Intended by a deny rule. [`explain`](testing-rules.md#explain-a-decision) names it.",
  path_not_strict: "The client must send the path in its normal form. Many of these are an attack.",
  extension_denies: "Intended by your own logic.",
  extension_failed: "Read `detail`, and fix your own logic or raise `extension.timeout_milliseconds`.",
  keys_unavailable:
    "Read the lines [about keys](#keys). Check that `jwks_url` is reachable from the function's network, and `ca_certificates_pem`, or that the role can read the secret.",
  revocation_unavailable:
    "Read `detail`: [`AccessDeniedException`](revocation.md#if-the-table-cant-be-read) is a missing permission of the role, `deadline exceeded` usually a missing route from a VPC.",
  configuration_unavailable: "Read `detail`. Apply again, and check that the role can read the object in S3.",
  dpop_replay_unavailable:
    "Read `detail`. Check that the role may write the table of `dpop.replay_table_arn`, or set such a table if an instance gets more requests than it can remember: [replay](dpop.md#replay).",
  event_unrecognized:
    "Only API Gateway authorizers may invoke the function. Check who else does. If `detail` names `context.invokedFunctionArn`, an authorizer that you created yourself does not invoke an alias from the output `attachment`.",
  response_too_large: "Write fewer or shorter rules, or map fewer claims in `claims_to_context`.",
  unexpected_error:
    "Report it, with `detail`, as an issue of this module. It names the place in `authorizer.js`.",
};
