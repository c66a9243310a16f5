output "url" {
  description = "Call this with `/tenants/TENANT_ID/orders`, with and without a token."
  value       = aws_apigatewayv2_api.orders.api_endpoint
}

output "configuration" {
  description = "The configuration that the function reads."
  value       = module.authorizer.configuration
}
