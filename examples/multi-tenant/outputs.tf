output "apis" {
  description = "Id and stage of the API."
  value       = { http = { id = aws_apigatewayv2_api.tenants.id, stage = aws_apigatewayv2_stage.default.name } }
}

output "url" {
  description = "Call this with a tenant behind /tenants/."
  value       = "${aws_apigatewayv2_api.tenants.api_endpoint}/tenants/"
}
