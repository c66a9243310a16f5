# The issuers, taken apart, whatever a user may have written there. Their faults are in issuer-faults.tf.

locals {
  trusted_issuers_json = jsonencode(var.trusted_issuers)
  has_trusted_issuers  = local.trusted_issuers_json != "{}"
  given_issuers = {
    for key, entry in jsondecode(startswith(local.trusted_issuers_json, "{") ? local.trusted_issuers_json : "{}") : key => jsonencode(entry)
  }
  # As JSON, because entries have different attributes; null is absent.
  issuer_entries = {
    for key, entry in local.given_issuers : key => jsonencode({
      for name, value in jsondecode(startswith(entry, "{") ? entry : "{}") : name => value if value != null
    })
  }

  # What entries don't say for themselves.
  issuer_defaults = {
    audience               = var.audience
    audience_claim         = var.audience_claim
    required_claims        = jsonencode(var.required_claims) == "[]" ? null : var.required_claims
    token_type             = var.token_type
    max_token_age_seconds  = var.max_token_age_seconds
    algorithms             = var.algorithms
    jwks_cache_ttl_seconds = var.jwks_cache_ttl_seconds
    jwks_max_stale_seconds = var.jwks_max_stale_seconds
    ca_certificates_pem    = var.ca_certificates_pem
    # One second is left to answer in, and as much as a first request may have to wait for the configuration.
    jwks_fetch_timeout_seconds = min(3, var.timeout - (var.configuration_s3 == null ? 1 : 3))
  }

  issuer_sources = local.has_trusted_issuers ? local.issuer_entries : {
    default = jsonencode({ issuer = var.issuer, jwks_url = var.jwks_url })
  }

  issuer_documents = {
    for key, entry in local.issuer_sources : key => {
      for name, value in merge(
        local.issuer_defaults,
        jsondecode(entry),
        # A public key can't be what an HMAC is made with: the algorithms of a secret are its own.
        strcontains(entry, "\"shared_secret\":") ? { algorithms = try(jsondecode(entry).algorithms, null) } : {},
        {
          jwks = try(jsondecode(jsondecode(entry).jwks), null)
          shared_secret = try({
            arn             = jsondecode(entry).shared_secret.arn
            encoding        = jsondecode(entry).shared_secret.encoding
            overlap_seconds = try(coalesce(jsondecode(entry).shared_secret.overlap_seconds, 3600), 3600)
          }, null)
        },
      ) : name => value if value != null
    }
  }

  # For the role, which may read these and nothing else.
  shared_secrets = [
    for key, entry in local.issuer_entries : {
      arn         = try(coalesce(tostring(jsondecode(entry).shared_secret.arn)), "")
      kms_key_arn = try(coalesce(tostring(jsondecode(entry).shared_secret.kms_key_arn)), "")
    } if strcontains(entry, "\"shared_secret\":")
  ]
}

# Seed keys are for a while; when that is over, a function with them is one without.

check "seed_keys_are_current" {
  assert {
    condition = alltrue([
      for key, entry in local.issuer_entries : try(timecmp(jsondecode(entry).jwks_use_until, plantimestamp()) > 0, true)
    ])
    error_message = "trusted_issuers has a jwks_use_until that is over: its keys aren't used any more. Replace jwks by the provider's current keys and move jwks_use_until, or remove both."
  }
}
