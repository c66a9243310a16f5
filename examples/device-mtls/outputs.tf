output "api" {
  description = "ID and stage of the API."
  value       = { id = aws_apigatewayv2_api.telemetry.id, stage = aws_apigatewayv2_stage.default.name }
}

output "url" {
  description = "Call this with the device's certificate and a token that is bound to it."
  value       = "https://${aws_apigatewayv2_domain_name.devices.domain_name}/telemetry"
}

output "domain_target" {
  description = "Name that a CNAME or alias record of the domain points to."
  value       = aws_apigatewayv2_domain_name.devices.domain_name_configuration[0].target_domain_name
}

output "function_name" {
  description = "Name of the authorizer's function."
  value       = module.authorizer.function_name
}
