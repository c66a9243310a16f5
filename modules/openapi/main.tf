# Where API Gateway finds the token, and what an OpenAPI document says about it.

locals {
  contract = jsondecode(file("${path.module}/../contract.json"))
  ttl      = local.contract.ranges.result_cache_ttl_seconds

  # An additional place, with the alias that reads the token there.
  additional = var.token_source == null ? null : lookup(var.function.token_sources, var.token_source, null)
  token_source = {
    for name in ["header", "scheme", "cookie", "query_parameter"] : name => local.additional == null ? var.function.token_source[name] : local.additional.token_source[name]
  }
  # The cache key: derived from where the function reads the token, never chosen for an API.
  identity_sources = {
    rest = (
      local.token_source.header != null ? "method.request.header.${local.token_source.header}" :
      local.token_source.cookie != null ? "method.request.header.Cookie" :
      "method.request.querystring.${coalesce(local.token_source.query_parameter, "-")}"
    )
    http = (
      local.token_source.header != null ? "$request.header.${local.token_source.header}" :
      local.token_source.cookie != null ? "$request.header.cookie" :
      "$request.querystring.${coalesce(local.token_source.query_parameter, "-")}"
    )
  }

  # The scheme in upper or lower case, then three base64url parts, as in lambda/src/token/extract.ts. API Gateway refuses
  # anything else without an invocation.
  scheme = local.token_source.scheme == null ? "" : local.token_source.scheme
  scheme_letters = [
    for letter in split("", local.scheme) :
    upper(letter) == lower(letter) ? letter : "[${upper(letter)}${lower(letter)}]"
  ]
  scheme_pattern = local.scheme == "" ? "" : "${join("", local.scheme_letters)} +"
  token_pattern  = "^${local.scheme_pattern}${local.contract.patterns.compact_jws}$"

  # API Gateway supports no security scheme in a cookie, so the scheme names the header that contains all cookies.
  place = (
    local.token_source.header != null ? { in = "header", name = local.token_source.header } :
    local.token_source.cookie != null ? { in = "header", name = "Cookie" } :
    { in = "query", name = coalesce(local.token_source.query_parameter, "-") }
  )
  authorizer = merge(
    {
      authorizerUri = local.additional == null ? var.function.invoke_arn : local.additional.invoke_arn
      # An answer that depends on the request must not be reused for other requests with the same token.
      authorizerResultTtlInSeconds = var.function.per_request ? 0 : var.result_cache_ttl_seconds
    },
    var.function.authorizer_credentials_arn == null ? {} : { authorizerCredentials = var.function.authorizer_credentials_arn },
  )

  rest_token = {
    type                           = "apiKey"
    in                             = local.place.in
    name                           = local.place.name
    "x-amazon-apigateway-authtype" = "custom"
    "x-amazon-apigateway-authorizer" = merge(local.authorizer, {
      # The name of the scheme is the header: API Gateway accepts an identity source only for the type request.
      type                         = "token"
      identityValidationExpression = local.token_pattern
    })
  }
  rest_request = {
    type                           = "apiKey"
    in                             = local.place.in
    name                           = local.place.name
    "x-amazon-apigateway-authtype" = "custom"
    "x-amazon-apigateway-authorizer" = merge(local.authorizer, {
      type           = "request"
      identitySource = local.identity_sources.rest
    })
  }
  http = {
    type = "apiKey"
    in   = local.place.in
    name = local.place.name
    "x-amazon-apigateway-authorizer" = merge(local.authorizer, {
      type           = "request"
      identitySource = local.identity_sources.http
      # As in modules/http-api: a cached simple response would answer for every route.
      authorizerPayloadFormatVersion = "2.0"
      enableSimpleResponses          = false
    })
  }
}
