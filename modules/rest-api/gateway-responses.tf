# The 401 and 403 of the API: WWW-Authenticate, CORS headers and bodies.

locals {
  cors = local.api.cors_configuration
  cors_headers = local.cors == null ? {} : {
    for name, value in {
      Access-Control-Allow-Origin      = local.cors.allow_origin
      Access-Control-Allow-Credentials = local.cors.allow_credentials ? "true" : ""
      Access-Control-Expose-Headers    = join(", ", local.cors.expose_headers)
      # Caches must not reuse one origin's answer for another origin.
      Vary = local.cors.allow_origin == "*" ? "" : "Origin"
    } : "gatewayresponse.header.${name}" => "'${value}'" if value != ""
  }

  dpop = var.function.dpop
  # One challenge for each way to send a token: as a bearer token, and with a proof (RFC 9449 section 7.1).
  challenges = concat(
    try(local.dpop.is_required, false) ? [] : [{ scheme = local.scheme == "" ? "Bearer" : local.scheme, suffix = "" }],
    local.dpop == null ? [] : [{ scheme = "DPoP", suffix = ", algs=\"${join(" ", local.dpop.signing_algorithms)}\"" }],
  )

  # RFC 9728 section 5.1.
  resource_metadata = local.api.resource_metadata_url == null ? "" : ", resource_metadata=\"${local.api.resource_metadata_url}\""

  # Nothing here comes from the request or from the context, which may be another request's, from the cache. The 401
  # also answers requests without a token, for which RFC 6750 section 3.1 has no error code.
  refusals = {
    UNAUTHORIZED = {
      status_code = "401"
      error       = local.api.invalid_token_challenge ? ", error=\"invalid_token\"" : ""
      body        = { message = "Unauthorized" }
    }
    ACCESS_DENIED = {
      status_code = "403"
      error       = ", error=\"insufficient_scope\""
      body        = { message = "Forbidden", error = "insufficient_scope" }
    }
  }
  gateway_responses = {
    for type, refusal in local.refusals : type => {
      status_code = refusal.status_code
      templates   = { "application/json" = jsonencode(refusal.body) }
      parameters = merge(local.cors_headers, { "gatewayresponse.header.WWW-Authenticate" = "'${join(", ", [
        for challenge in local.challenges : "${challenge.scheme} realm=\"${var.function.function_name}\"${refusal.error}${challenge.suffix}${local.resource_metadata}"
      ])}'" })
    }
  }
}

resource "aws_api_gateway_gateway_response" "this" {
  for_each = nonsensitive(local.api.gateway_responses)

  rest_api_id         = local.api.id
  response_type       = each.key
  status_code         = local.gateway_responses[each.key].status_code
  response_templates  = local.gateway_responses[each.key].templates
  response_parameters = local.gateway_responses[each.key].parameters
}
