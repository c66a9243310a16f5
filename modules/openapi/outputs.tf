output "security_schemes" {
  description = <<-EOT
    Security schemes for `components.securitySchemes` of an OpenAPI 3 document. An object:
    - `rest_token`: For a REST API, with a `TOKEN` authorizer. Null if the token is not in a header, or with `extension.per_request`, `certificate_bound_tokens` or `dpop`: use `rest_request`.
    - `rest_request`: For a REST API, with a `REQUEST` authorizer.
    - `http`: For an HTTP API.
  EOT
  value = {
    rest_token   = local.token_source.header == null || var.function.per_request ? null : local.rest_token
    rest_request = local.rest_request
    http         = local.http
  }
}

output "identity_sources" {
  description = "Where API Gateway finds the token. An object: `rest` for `identity_source` of `aws_api_gateway_authorizer`, `http` for `identity_sources` of `aws_apigatewayv2_authorizer`."
  value       = local.identity_sources
}

output "identity_validation_expression" {
  description = "Regular expression that the header with the token must match, for `identity_validation_expression` of a `TOKEN` authorizer: API Gateway refuses any other value without invoking the function. Null if the token is not in a header."
  value       = local.token_source.header == null ? null : local.token_pattern
}
