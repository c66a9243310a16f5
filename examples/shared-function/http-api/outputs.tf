output "api" {
  description = "ID and stage of the API."
  value       = { id = aws_apigatewayv2_api.orders.id, stage = aws_apigatewayv2_stage.default.name }
}

output "url" {
  description = "Call this with and without a token."
  value       = "${aws_apigatewayv2_api.orders.api_endpoint}/orders"
}
