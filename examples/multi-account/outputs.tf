output "api" {
  description = "ID and stage of the API."
  value       = { id = aws_api_gateway_rest_api.orders.id, stage = aws_api_gateway_stage.prod.stage_name }
}

output "url" {
  description = "Call this with and without a token."
  value       = "${aws_api_gateway_stage.prod.invoke_url}/orders"
}
