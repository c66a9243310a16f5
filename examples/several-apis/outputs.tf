output "apis" {
  description = "ID and stage of each API."
  value       = { for key, api in aws_apigatewayv2_api.this : key => { id = api.id, stage = aws_apigatewayv2_stage.default[key].name } }
}

output "urls" {
  description = "Call these with tokens for either API."
  value       = { for key, api in aws_apigatewayv2_api.this : key => "${api.api_endpoint}/items" }
}

output "function_name" {
  description = "Name of the authorizer's function."
  value       = module.authorizer.function_name
}
