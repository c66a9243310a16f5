# The configuration document, the only thing that the function reads. lambda/src/config.ts is its other side.

locals {
  token_source = merge(var.token_source, {
    scheme = var.token_source.header == null ? null : var.token_source.scheme == null ? "Bearer" : var.token_source.scheme
  })

  given_websocket_token_source = var.websocket_token_source == null ? var.token_source : var.websocket_token_source
  websocket_token_source = merge(local.given_websocket_token_source, {
    scheme = local.given_websocket_token_source.header == null ? null : local.given_websocket_token_source.scheme == null ? "Bearer" : local.given_websocket_token_source.scheme
  })

  configuration = jsonencode({
    trusted_issuers = {
      default = {
        issuer                 = var.issuer
        audience               = var.audience
        algorithms             = var.algorithms
        jwks_url               = var.jwks_url
        jwks_cache_ttl_seconds = var.jwks_cache_ttl_seconds
        # One second is left to answer in.
        jwks_fetch_timeout_seconds = min(3, var.timeout - 1)
        ca_certificates_pem        = var.ca_certificates_pem
      }
    }
    clock_skew_seconds     = var.clock_skew_seconds
    token_source           = local.token_source
    websocket_token_source = local.websocket_token_source
    rules                  = length(local.rules) == 0 ? null : local.rules
    strict_paths           = var.strict_paths
    claims_to_context      = var.claims_to_context
    principal_claim        = var.principal_claim
    usage_plan_key_claim   = var.usage_plan_key_claim
    invalid_token_response = var.invalid_token_response
  })

  # Lambda measures the environment as JSON, in bytes: quotes and line feeds of the document count twice.
  environment_limit  = 4096
  environment_base64 = base64encode(jsonencode({ AUTHORIZER_CONFIG = local.configuration }))
  environment_bytes  = length(local.environment_base64) / 4 * 3 - length(regexall("=", local.environment_base64))

  # Readable while it fits, compressed only when it must be.
  configuration_is_plain = local.environment_bytes <= local.environment_limit
  environment            = { AUTHORIZER_CONFIG = local.configuration_is_plain ? local.configuration : base64gzip(local.configuration) }
}
