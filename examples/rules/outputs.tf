output "apis" {
  description = "ID and stage of each API."
  value = {
    rest = { id = aws_api_gateway_rest_api.orders.id, stage = aws_api_gateway_stage.prod.stage_name }
    http = { id = aws_apigatewayv2_api.orders.id, stage = aws_apigatewayv2_stage.default.name }
  }
}

output "urls" {
  description = "URLs of the APIs. Add /orders or /profile."
  value = {
    rest = aws_api_gateway_stage.prod.invoke_url
    http = aws_apigatewayv2_api.orders.api_endpoint
  }
}

output "configuration" {
  description = "Configuration of the function, as JSON."
  value       = module.authorizer.configuration
}

output "policy_bytes_worst_case" {
  description = "Size of the policy of a token that satisfies every rule, except deny rules on all paths and methods, in bytes."
  value       = module.authorizer.policy_bytes_worst_case
}
