output "apis" {
  description = "IDs and stages of the APIs."
  value = {
    rest = { id = aws_api_gateway_rest_api.orders.id, stage = aws_api_gateway_stage.prod.stage_name }
    http = { id = aws_apigatewayv2_api.orders.id, stage = aws_apigatewayv2_stage.default.name }
  }
}

output "rest_url" {
  description = "Call the REST API with and without a token."
  value       = "${aws_api_gateway_stage.prod.invoke_url}/orders"
}

output "http_url" {
  description = "Call the HTTP API with and without a token."
  value       = "${aws_apigatewayv2_api.orders.api_endpoint}/orders"
}
