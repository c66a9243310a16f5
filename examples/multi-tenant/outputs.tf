output "apis" {
  description = "ID and stage of the API."
  value       = { http = { id = aws_apigatewayv2_api.tenants.id, stage = aws_apigatewayv2_stage.default.name } }
}

output "url" {
  description = "URL of the API. Add TENANT/PATH."
  value       = "${aws_apigatewayv2_api.tenants.api_endpoint}/tenants/"
}
