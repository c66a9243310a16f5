# The issuers, read from either form of input into one list. issuer-faults.tf checks it.

locals {
  # As JSON, because entries have different attributes, and because the first character tells the type of a value.
  trusted_issuers_json = nonsensitive(jsonencode(var.trusted_issuers))
  has_trusted_issuers  = local.trusted_issuers_json != "{}"
  given_issuers = {
    for key, entry in jsondecode(startswith(local.trusted_issuers_json, "{") ? local.trusted_issuers_json : "{}") : key => jsonencode(entry)
  }
  # A null attribute is a missing one.
  issuer_entries = {
    for key, entry in local.given_issuers : key => jsonencode({
      for name, value in jsondecode(startswith(entry, "{") ? entry : "{}") : name => value if value != null
    })
  }

  issuers = local.has_trusted_issuers ? local.issuer_entries : {
    default = nonsensitive(jsonencode({ for name, value in { issuer = var.issuer, jwks_url = var.jwks_url } : name => value if value != null }))
  }

  # What applies to every issuer that does not set it itself.
  given_issuer_defaults = {
    audience                 = length(var.audience) == 0 ? null : var.audience
    audience_claim           = var.audience_claim
    required_claims          = jsonencode(var.required_claims) == "[]" ? null : var.required_claims
    token_type               = var.token_type
    max_token_age_seconds    = var.max_token_age_seconds
    certificate_bound_tokens = var.certificate_bound_tokens
    dpop_bound_tokens        = var.dpop_bound_tokens
    algorithms               = var.algorithms
    jwks_cache_ttl_seconds   = var.jwks_cache_ttl_seconds
    jwks_max_stale_seconds   = var.jwks_max_stale_seconds
    ca_certificates_pem      = var.ca_certificates_pem

    jwks_fetch_timeout_seconds = nonsensitive(var.jwks_fetch_timeout_seconds == null) ? max(1, min(3, local.longest_fetch_seconds)) : var.jwks_fetch_timeout_seconds
  }
  issuer_defaults = { for name, value in local.given_issuer_defaults : name => jsondecode(nonsensitive(jsonencode(value))) }

  # One second remains for the answer, with configuration_s3 two more for reading the configuration, and one more for each
  # table. The name of an attribute is known in a plan, although its value may not be.
  tables = concat(
    local.has_revocation ? ["revocation"] : [],
    contains(try(nonsensitive(keys(var.dpop)), []), "replay_table_arn") ? ["dpop.replay_table_arn"] : [],
  )
  reserved_seconds      = (nonsensitive(var.configuration_s3 == null) ? 1 : 3) + length(local.tables)
  longest_fetch_seconds = nonsensitive(var.timeout) - local.reserved_seconds

  issuer_documents = {
    for key, entry in local.issuers : key => {
      for name, value in merge(
        local.issuer_defaults,
        # A public key must never become an HMAC secret: an issuer with a secret does not inherit algorithms.
        strcontains(entry, "\"shared_secret\":") ? { algorithms = null } : {},
        jsondecode(entry),
        {
          jwks = try(jsondecode(trimprefix(jsondecode(entry).jwks, "\ufeff")), null)
          shared_secret = try({
            arn             = jsondecode(entry).shared_secret.arn
            encoding        = jsondecode(entry).shared_secret.encoding
            json_key        = try(jsondecode(entry).shared_secret.json_key, null)
            overlap_seconds = try(coalesce(jsondecode(entry).shared_secret.overlap_seconds, 3600), 3600)
          }, null)
        },
      ) : name => value if value != null
    }
  }

  # For the role, which may read these and nothing else.
  shared_secrets = [
    for key, entry in local.issuer_entries : {
      arn         = "${try(coalesce(tostring(jsondecode(entry).shared_secret.arn)), "")}${local.sensitivity}"
      kms_key_arn = "${try(coalesce(tostring(jsondecode(entry).shared_secret.kms_key_arn)), "")}${local.sensitivity}"
    } if strcontains(entry, "\"shared_secret\":")
  ]

  issuers_with_expired_seeds = [
    # Not from the JSON, which is unknown if any part of the entry is.
    for key in keys(local.issuer_entries) : key if try(timecmp(nonsensitive(var.trusted_issuers[key].jwks_use_until), plantimestamp()) <= 0, false)
  ]
}

check "seed_keys_are_current" {
  assert {
    condition     = length(local.issuers_with_expired_seeds) == 0
    error_message = join("\n", [for key in local.issuers_with_expired_seeds : "trusted_issuers.${key}.jwks_use_until is in the past: its seed keys are no longer used. Replace jwks with the provider's current keys and set a later jwks_use_until, or remove both."])
  }
}
