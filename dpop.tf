# Tokens that are bound to a key of the client (DPoP, RFC 9449).

locals {
  # An object is known not to be null, even if a part of it is unknown.
  has_dpop = nonsensitive(var.dpop != null)
  # For the function. Invalid values are reported in input-faults.tf.
  dpop = local.has_dpop ? {
    base_urls          = try(var.dpop.base_urls, null)
    signing_algorithms = try(var.dpop.signing_algorithms, null)
    max_age_seconds    = try(coalesce(tonumber(var.dpop.max_age_seconds), 60), 60)
    replay_table_arn   = try(var.dpop.replay_table_arn, null)
  } : null

  # What each issuer allows. Read from each input by itself, so that a plan knows it although another part of an issuer is
  # unknown until apply.
  issuer_keys = try(nonsensitive(keys(var.trusted_issuers)), [])
  issuer_bindings = [
    for key in length(local.issuer_keys) > 0 ? local.issuer_keys : [""] : {
      dpop        = nonsensitive(try(coalesce(var.trusted_issuers[key].dpop_bound_tokens), var.dpop_bound_tokens))
      certificate = nonsensitive(try(coalesce(var.trusted_issuers[key].certificate_bound_tokens), var.certificate_bound_tokens))
    }
  ]

  # For the challenges of REST APIs (WWW-Authenticate). Algorithms are not secret.
  dpop_challenge = local.has_dpop ? {
    signing_algorithms = nonsensitive(try([for algorithm in var.dpop.signing_algorithms : tostring(algorithm)], local.contract.asymmetric_algorithms))
    # A token that is bound to a certificate has the scheme of a bearer token.
    is_required = alltrue([for binding in local.issuer_bindings : binding.dpop == "required" && binding.certificate == null])
  } : null

  # As lambda/src/dpop/target-uri.ts compares them.
  dpop_base_urls = try([
    for url in var.dpop.base_urls : nonsensitive("${trimsuffix(lower(regex("^https://[^/]*", url)), ":443")}${trimsuffix(regex("^https://[^/]*(.*)$", url)[0], "/")}")
  ], [])
  apis_with_base_urls = [for key in local.api_keys : key if nonsensitive(try(var.apis[key].base_urls, null) != null)]
  dpop_algorithms     = try([for algorithm in var.dpop.signing_algorithms : nonsensitive(algorithm)], [])
  dpop_faults = [
    for check in [
      [local.has_dpop && alltrue([for binding in local.issuer_bindings : binding.dpop == null]),
      "dpop is set, but no issuer accepts tokens that are bound to a key: set dpop_bound_tokens to \"optional\" or \"required\", as an input or in an entry of trusted_issuers, or remove dpop."],
      [!local.has_dpop && anytrue([for binding in local.issuer_bindings : binding.dpop != null]),
      "dpop is missing: dpop_bound_tokens needs the URLs under which clients call the APIs, such as dpop = { base_urls = [\"https://api.example.com/v1\"] }."],
      [local.has_dpop && nonsensitive(local.token_source.header == null),
      "token_source must be a header with dpop, because the scheme of a token says whether it is bound to a key: set token_source = { header = \"Authorization\" }, or remove dpop and dpop_bound_tokens."],
      [local.has_dpop && nonsensitive(lower(local.token_source.scheme == null ? "" : local.token_source.scheme) == "dpop"),
      "token_source.scheme is \"DPoP\": remove it, because dpop adds this scheme to the one of bearer tokens."],
      [!local.has_dpop && length(local.apis_with_base_urls) > 0,
      "${join(" and ", formatlist("apis.%s.base_urls", local.apis_with_base_urls))} needs dpop: base URLs are compared only with proofs. Set dpop and dpop_bound_tokens, or remove base_urls."],
      [length(distinct(local.dpop_base_urls)) < length(local.dpop_base_urls),
      "dpop.base_urls must not contain duplicates: remove the repetition."],
      [length(distinct(local.dpop_algorithms)) < length(local.dpop_algorithms),
      "dpop.signing_algorithms must not contain duplicates: remove the repetition."],
    ] : check[1] if nonsensitive(check[0])
  ]
}
